"""Keeping how people stood: a change of what the people map draws ends one state and begins another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from keyaccount.apps.contacts.models import Contact, ContactState
from keyaccount.apps.contacts.services.beside import roles_of
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.loading import Change, Load, New

TRACKED = ("account_id", "reports_to_id", "title", "department", "roles", "left_on", "archived")
TICK = timedelta(microseconds=1)
COLUMNS = ["contact_id", "valid_from", *TRACKED]


def joined(roles: Iterable[str]) -> str:
    """Roles as a state keeps them."""
    return " ".join(sorted(set(roles)))


def write_state(contact: Contact, act: Act) -> None:
    """Record how the person stands now; nothing when nothing tracked changed."""
    begun = _values(vars(contact), contact.roles.values_list("role", flat=True))
    last = ContactState.objects.current().filter(contact=contact).first()
    moment = act.now
    if last is not None:
        if begun == {name: getattr(last, name) for name in TRACKED}:
            return
        moment = last.valid_to = max(act.now, last.valid_from + TICK)
        last.save(update_fields=["valid_to"])
    ContactState.objects.create(contact=contact, valid_from=moment, **begun)


def write_states_of_new(new: Sequence[New], act: Act) -> None:
    """For a batch; they need no journal, since they go with their people."""
    rows = [(item.pk, act.now, *_values(item.values, roles_of(item.row)).values()) for item in new]
    bulk.insert(ContactState, COLUMNS, rows)


def write_states_of_changed(changed: Sequence[Change], added: Mapping[int, Iterable[str]], load: Load) -> None:
    """added: the roles that the batch gives to people, by their id."""
    current = ContactState.objects.current().filter(contact__in=[item.pk for item in changed]).order_by()
    last = {row["contact_id"]: row for row in current.values()}
    begun = [(item.pk, _after(item, last[item.pk], added)) for item in changed if item.pk in last]
    begun = [(pk, state) for pk, state in begun if state != {name: last[pk][name] for name in TRACKED}]
    moments = {pk: max(load.act.now, last[pk]["valid_from"] + TICK) for pk, _state in begun}
    load.journal.parts(ContactState, "contact_id", list(moments))
    bulk.update(ContactState, ["valid_to"], [(last[pk]["id"], moment) for pk, moment in moments.items()])
    bulk.insert(ContactState, COLUMNS, [(pk, moments[pk], *state.values()) for pk, state in begun])


def _after(item: Change, last: Mapping[str, Any], added: Mapping[int, Iterable[str]]) -> dict[str, Any]:
    return _values(item.after, [*last["roles"].split(), *added.get(item.pk, ())])


def _values(values: Mapping[str, Any], roles: Iterable[str]) -> dict[str, Any]:
    """The values of TRACKED, in its order, that a person's present ones make."""
    return {
        "account_id": values.get("account_id"),
        "reports_to_id": values.get("reports_to_id"),
        "title": values.get("title", ""),
        "department": values.get("department", ""),
        "roles": joined(roles),
        "left_on": values.get("left_on"),
        "archived": values.get("archived_at") is not None,
    }
