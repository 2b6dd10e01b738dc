from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0009_states_of_a_day")]

    operations = [
        migrations.RemoveIndex(model_name="opportunitystate", name="state_live"),
        migrations.AddIndex(
            model_name="opportunitystate",
            index=models.Index(
                condition=models.Q(("valid_to", None)),
                fields=["status", "stage", "win_rate", "currency"],
                include=("amount", "expected_close", "owner", "account", "team", "valid_from", "opportunity"),
                name="state_live",
            ),
        ),
    ]
