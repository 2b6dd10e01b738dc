"""Everybody known so far has stood, since they were entered, as they stand now: nothing older was kept."""

from collections import defaultdict
from itertools import islice
from typing import Any

from django.db import migrations

BATCH = 2000
COLUMNS = ("pk", "created_at", "account_id", "reports_to_id", "title", "department", "left_on", "archived_at")


def write_first_states(apps: Any, schema_editor: Any) -> None:
    contacts = apps.get_model("contacts", "Contact").objects.order_by("pk").values(*COLUMNS).iterator(BATCH)
    while some := list(islice(contacts, BATCH)):
        write_batch(apps, some)


def write_batch(apps: Any, people: list[dict[str, Any]]) -> None:
    state, role = apps.get_model("contacts", "ContactState"), apps.get_model("contacts", "ContactRole")
    roles: dict[int, list[str]] = defaultdict(list)
    for contact, name in role.objects.filter(contact__in=[one["pk"] for one in people]).values_list("contact", "role"):
        roles[contact].append(name)
    state.objects.bulk_create(
        state(
            contact_id=one["pk"],
            valid_from=one["created_at"],
            account_id=one["account_id"],
            reports_to_id=one["reports_to_id"],
            title=one["title"],
            department=one["department"],
            roles=" ".join(sorted(roles[one["pk"]])),
            left_on=one["left_on"],
            archived=one["archived_at"] is not None,
        )
        for one in people
    )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0004_people_map")]
    operations = [migrations.RunPython(write_first_states, migrations.RunPython.noop)]
