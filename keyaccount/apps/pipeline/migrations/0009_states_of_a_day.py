from typing import Any

from django.conf import settings
from django.db import migrations, models

TABLE = "pipeline_opportunitystate"
STATISTICS = "state_held"


def learn(apps: Any, editor: Any) -> None:
    """Tell PostgreSQL that what has no end is mostly closed: it takes the two for independent, and the open deals of a
    day for ten times as many as they are."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"CREATE STATISTICS {STATISTICS} (mcv) ON status, valid_to FROM {TABLE}")
        editor.execute(f"ANALYZE {TABLE}")


def forget(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP STATISTICS IF EXISTS {STATISTICS}")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_feeds"),
        ("pipeline", "0008_deal_people_history"),
        ("workspace", "0005_shared_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="opportunitystate", name="state_live"),
        migrations.RemoveIndex(model_name="opportunitystate", name="state_story"),
        migrations.AddIndex(
            model_name="opportunitystate",
            index=models.Index(
                fields=["opportunity", "valid_from", "valid_to"],
                include=("status", "stage", "expected_close"),
                name="state_story",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunitystate",
            index=models.Index(
                condition=models.Q(("valid_to", None)),
                fields=["status", "stage", "win_rate", "currency"],
                include=("amount", "expected_close", "owner", "account", "team", "valid_from"),
                name="state_live",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunitystate",
            index=models.Index(fields=["status", "valid_to", "valid_from"], name="state_ended"),
        ),
        migrations.RunPython(learn, forget),
    ]
