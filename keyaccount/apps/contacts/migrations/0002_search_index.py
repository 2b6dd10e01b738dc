from django.db import migrations

from keyaccount.apps.workspace.migrations._search_index import search_index


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [
        search_index("contacts_contact", "contact_search"),
        search_index("contacts_contact", "contact_search_reach", "search_reach"),
    ]
