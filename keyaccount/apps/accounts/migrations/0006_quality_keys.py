"""The keys of accounts that were there before duplicates were looked for."""

from typing import Any

from django.db import migrations

from keyaccount.formulas.duplicates import company_name, first_phone

KEYS = ["name_key", "short_name_key", "phone_key"]


def fill(apps: Any, schema_editor: Any) -> None:
    accounts = apps.get_model("accounts", "Account").objects
    some = []
    for account in accounts.only("name", "short_name", "phone").order_by("pk").iterator(chunk_size=1000):
        account.name_key = company_name(account.name).core[:160]
        account.short_name_key = company_name(account.short_name).core[:60] if account.short_name else ""
        account.phone_key = first_phone(account.phone)[:60]
        some.append(account)
    accounts.bulk_update(some, KEYS, batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_quality")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
