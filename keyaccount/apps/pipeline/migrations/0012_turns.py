from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0011_target_note")]

    operations = [
        migrations.AddField(
            model_name="opportunitystate",
            name="turns",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
