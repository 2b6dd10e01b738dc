from typing import Any

from django.db import migrations, models

NAMES = ("Present value", "Present solution")


def mark(apps: Any, schema_editor: Any) -> None:
    """Workspaces that keep the names we ship have their stage marked; the others mark it in the settings."""
    apps.get_model("pipeline", "Stage").objects.filter(name__in=NAMES).update(takes_proposals=True)


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0005_deal_reading")]

    operations = [
        migrations.AddField(
            "stage",
            "takes_proposals",
            models.BooleanField(default=False, verbose_name="proposals are handed in here"),
        ),
        migrations.RemoveIndex(model_name="opportunitystate", name="states_of_opportunity"),
        migrations.AddIndex(
            "opportunitystate",
            models.Index(
                fields=["opportunity", "valid_from"],
                include=["valid_to", "status", "stage", "expected_close"],
                name="state_story",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
