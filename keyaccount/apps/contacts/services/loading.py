"""Writing contacts in bulk: what create_contact and update_contact do, for a batch. `Row.more`: the roles they play."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from keyaccount.apps.contacts.models import Contact, ContactRole
from keyaccount.apps.contacts.services.history import write_states_of_changed, write_states_of_new
from keyaccount.apps.contacts.words import search_words
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.loading import (
    Change,
    Load,
    Outcome,
    Row,
    Sorted,
    Spec,
    no_circle,
    sort_out,
    write_changed,
    write_new,
)
from keyaccount.kernel.errors import Fact, gettext_noop

KNOWN_BY = ("external_id", "name", "email", "account_id", "reports_to_id", "name_key", "email_key", "mobile_key")


class ReportsAlready(Fact):
    message = gettext_noop("This person already reports to the contact; choose someone else.")


def load_contacts(rows: Sequence[Row], load: Load) -> list[Outcome]:
    refusal = no_circle(Contact, "reports_to_id", ReportsAlready, load)
    spec = Spec(Contact, computed=search_words, refusal=refusal, known_by=KNOWN_BY)
    found = sort_out(spec, rows, load)
    missing = _missing_roles(found)
    found.also_change([item for item in found.same if item.pk in missing], load, spec)
    write_new(spec, found, load)
    write_changed(spec, found, load)
    if load.write:
        _add_roles(found, missing, load)
        write_states_of_new(found.new, load.act)
        write_states_of_changed(found.changed, missing, load)
    return found.outcomes


def _missing_roles(found: Sorted) -> dict[int, list[str]]:
    """Roles that known people are given and do not play yet; noted on their change for the audit trail."""
    known = [item for item in (*found.changed, *found.same) if item.row.more]
    played: dict[int, set[str]] = defaultdict(set)
    for pk, role in ContactRole.objects.filter(contact__in=[item.pk for item in known]).values_list(
        "contact_id", "role"
    ):
        played[pk].add(role)
    missing = {item.pk: [role for role in item.row.more if role not in played[item.pk]] for item in known}
    for item in known:
        _tell(item, sorted(played[item.pk]), missing[item.pk])
    return {pk: roles for pk, roles in missing.items() if roles}


def _tell(item: Change, before: list[str], added: list[str]) -> None:
    if added:
        item.told["roles"] = (before, sorted([*before, *added]))


def _add_roles(found: Sorted, missing: Mapping[int, list[str]], load: Load) -> None:
    added = [(item.pk, role) for item in found.changed for role in missing.get(item.pk, ())]
    load.journal.parts(ContactRole, "contact_id", list(dict.fromkeys(pk for pk, _role in added)))
    pairs = [(item.pk, role) for item in found.new for role in dict.fromkeys(item.row.more or ())]
    bulk.insert(ContactRole, ["contact_id", "role"], [*pairs, *added])
