"""Where someone has been: the companies and posts that their kept states tell of, the present one first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact, ContactState
from keyaccount.apps.workspace.models import User


@dataclass(frozen=True, slots=True)
class Post:
    """account: where the reader sees it; elsewhere: that it was one the reader does not see; since: known from."""

    account: Account | None
    elsewhere: bool
    title: str
    department: str
    since: datetime
    until: datetime | None


def career_of(contact: Contact, user: User) -> list[Post]:
    """Nothing for someone who has been in one post only."""
    stays = list(_stays(contact))
    if len(stays) < 2:
        return []
    seen = Account.objects.visible_to(user).in_bulk({first.account_id for first, _last in stays if first.account_id})
    return [
        Post(
            account=seen.get(first.account_id),
            elsewhere=first.account_id is not None and first.account_id not in seen,
            title=first.title,
            department=first.department,
            since=first.valid_from,
            until=last.valid_to,
        )
        for first, last in reversed(stays)
    ]


def _stays(contact: Contact) -> Iterator[tuple[ContactState, ContactState]]:
    """First and last state of each company and title, the earliest first."""
    first: ContactState | None = None
    last: ContactState | None = None
    for state in ContactState.objects.filter(contact=contact).order_by("valid_from", "id"):
        if first is not None and last is not None and _post(first) != _post(state):
            yield first, last
            first = None
        first, last = first or state, state
    if first is not None and last is not None:
        yield first, last


def _post(state: ContactState) -> tuple[int | None, str]:
    return state.account_id, state.title
