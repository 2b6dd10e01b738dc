"""By when the next visit to someone is due: computed from how often they are to be visited, and stored with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.formulas.visits import due_on

DEPENDS_ON = frozenset({"visits_a_month", "left_on"})


def put_next_visit(contact: Contact) -> None:
    contact.next_visit_by = next_visit_by(vars(contact))


def next_visit_by(values: Mapping[str, Any]) -> date | None:
    """Of a contact with these values; None for whoever left or is not to be visited."""
    if values.get("left_on") or values.get("visits_a_month") is None:
        return None
    known_since = clock.day_of(values["created_at"], workspace().zone)
    return due_on(values.get("last_visit_on"), values["visits_a_month"], known_since)
