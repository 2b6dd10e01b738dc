"""Writing contacts in bulk: what create_contact and update_contact do, for a batch. `Row.more`: a `Beside`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from keyaccount.apps.collaboration.services.tag_loading import TagLoading
from keyaccount.apps.contacts.models import Contact, ContactRole
from keyaccount.apps.contacts.services.beside import roles_of
from keyaccount.apps.contacts.services.history import write_states_of_changed, write_states_of_new
from keyaccount.apps.contacts.services.loading_personal import load_personal, refuse_untended
from keyaccount.apps.contacts.services.next_visit import next_visit_by
from keyaccount.apps.contacts.words import search_words
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.loading import (
    Change,
    Load,
    Outcome,
    Row,
    Sorted,
    Spec,
    also_change,
    any_refusal,
    no_circle,
    sort_out,
    write_changed,
    write_new,
)
from keyaccount.kernel.errors import Fact, gettext_noop

MOST_VISITS = 31
KNOWN_BY = ("external_id", "name", "email", "account_id", "reports_to_id", "name_key", "email_key", "mobile_key")


class TooManyVisits(Fact):
    message = gettext_noop("Planned visits a month are a number from 0 to 31, not %(visits)s.")


class ReportsAlready(Fact):
    message = gettext_noop("This person already reports to the contact; choose someone else.")


def load_contacts(rows: Sequence[Row], load: Load) -> list[Outcome]:
    refusal = any_refusal(_against_values, no_circle(Contact, "reports_to_id", ReportsAlready, load))
    spec = Spec(Contact, computed=_computed, refusal=refusal, known_by=KNOWN_BY)
    found = sort_out(spec, rows, load)
    refuse_untended(found, load)
    missing = _missing_roles(found)
    also_change(found, [item for item in found.same if item.pk in missing], load, spec)
    tags = TagLoading(spec, found, load)
    write_new(spec, found, load)
    write_changed(spec, found, load)
    tags.write(found, load)
    if load.write:
        _add_roles(found, missing, load)
        write_states_of_new(found.new, load.act)
        write_states_of_changed(found.changed, missing, load)
    load_personal(found, load)
    return found.outcomes


def _computed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**search_words(values), "next_visit_by": next_visit_by(values)}


def _against_values(values: Mapping[str, Any], before: Mapping[str, Any] | None, load: Load) -> Fact | None:
    visits = values.get("visits_a_month")
    return TooManyVisits(visits=visits) if visits is not None and not 0 <= visits <= MOST_VISITS else None


def _missing_roles(found: Sorted) -> dict[int, list[str]]:
    """Roles that known people are given and do not play yet; noted on their change for the audit trail."""
    known = [item for item in (*found.changed, *found.same) if roles_of(item.row)]
    played: dict[int, set[str]] = defaultdict(set)
    for pk, role in ContactRole.objects.filter(contact__in=[item.pk for item in known]).values_list(
        "contact_id", "role"
    ):
        played[pk].add(role)
    missing = {item.pk: [role for role in roles_of(item.row) if role not in played[item.pk]] for item in known}
    for item in known:
        _tell(item, sorted(played[item.pk]), missing[item.pk])
    return {pk: roles for pk, roles in missing.items() if roles}


def _tell(item: Change, before: list[str], added: list[str]) -> None:
    if added:
        item.told["roles"] = (before, sorted([*before, *added]))


def _add_roles(found: Sorted, missing: Mapping[int, list[str]], load: Load) -> None:
    added = [(item.pk, role) for item in found.changed for role in missing.get(item.pk, ())]
    load.journal.parts(ContactRole, "contact_id", list(dict.fromkeys(pk for pk, _role in added)))
    pairs = [(item.pk, role) for item in found.new for role in dict.fromkeys(roles_of(item.row))]
    bulk.insert(ContactRole, ["contact_id", "role"], [*pairs, *added])
