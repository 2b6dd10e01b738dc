"""By when the next visit to someone is due: computed from how often they are to be visited, and stored with them."""

from __future__ import annotations

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.formulas.visits import due_on

DEPENDS_ON = frozenset({"visits_a_month", "left_on"})


def put_next_visit(contact: Contact) -> None:
    """None for whoever left or is not to be visited."""
    known_since = clock.day_of(contact.created_at, workspace().zone)
    due = due_on(contact.last_visit_on, contact.visits_a_month, known_since)
    contact.next_visit_by = None if contact.left_on else due
