from django.db import migrations

from keyaccount.apps.workspace.migrations._search_index import search_index


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0001_initial")]
    operations = [search_index("pipeline_opportunity", "opportunity_search")]
