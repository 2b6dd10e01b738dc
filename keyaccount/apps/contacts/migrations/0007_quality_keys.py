"""The keys of people who were there before duplicates were looked for."""

from typing import Any

from django.db import migrations

from keyaccount.formulas.duplicates import email_key, first_phone, person_name

KEYS = ["name_key", "email_key", "mobile_key", "phone_key"]


def fill(apps: Any, schema_editor: Any) -> None:
    contacts = apps.get_model("contacts", "Contact").objects
    some = []
    for contact in contacts.only("name", "email", "mobile", "phone").order_by("pk").iterator(chunk_size=1000):
        contact.name_key = person_name(contact.name)[:120]
        contact.email_key = email_key(contact.email)[:160]
        contact.mobile_key = first_phone(contact.mobile)[:60]
        contact.phone_key = first_phone(contact.phone)[:60]
        some.append(contact)
    contacts.bulk_update(some, KEYS, batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_quality")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
