"""The filters of the list of events as the page draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.events.models import EventKind, EventState
from keyaccount.apps.events.queries.events import kinds_to_choose
from keyaccount.apps.events.queries.listing import ARCHIVED, PAST, UPCOMING
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.apps.workspace.tables.listing import Asked, Filter
from keyaccount.kernel.errors import NotFound

Option = tuple[str, str]
HOSTS = 200


def filters_of(asked: Asked, user: User) -> list[Filter]:
    """What is set, and what could be set."""
    found = [
        _filter("kind", _("Kind"), asked, user, _choices("kind", asked)),
        _filter("owner", _("Host"), asked, user, _choices("owner", asked)),
        _filter("state", _("State"), asked, user, _choices("state", asked)),
        tags.filter_of(asked, _choices(tags.KEY, asked)),
    ]
    by_link = [("account", _("Account")), ("team", _("Team"))]
    return [_filter(key, title, asked, user) for key, title in by_link if asked.text(key)] + found


def whens(asked: Asked) -> list[tuple[str, str, bool]]:
    """All, to come, past: (words, link, whether it is this)."""
    words = (("", _("All")), (UPCOMING, _("To come")), (PAST, _("Past")))
    return [(said, asked.link(when=key), asked.text("when") == key) for key, said in words]


def choices_of(field: str, asked: Asked, user: User) -> Sequence[Option]:
    """(words, link) of what a filter may be."""
    if field == "kind":
        return [(kind.label, asked.link(kind=str(kind.pk))) for kind in kinds_to_choose()]
    if field == "state":
        return [(said, asked.link(state=value)) for value, said in _states()]
    if field == tags.KEY:
        return tags.choices_of(asked)
    if field == "owner":
        return [(str(one), asked.link(owner=str(one.pk))) for one in active_people().order_by("name")[:HOSTS]]
    raise NotFound


def _states() -> list[Option]:
    return [*((value, str(label)) for value, label in EventState.choices), (ARCHIVED, _("Archived"))]


def _words_of(key: str, text: str, user: User) -> str:
    """The value of a filter as people say it."""
    if not text or key == "state":
        return dict(_states()).get(text, text)
    rows: dict[str, QuerySet[Any]] = {
        "owner": User.objects.people(),
        "team": Team.objects.all(),
        "account": Account.objects.visible_to(user),
        "kind": EventKind.objects.all(),
    }
    found = rows[key].filter(pk=text).first() if text.isdecimal() else None
    return text if found is None else str(found)


def _filter(key: str, title: str, asked: Asked, user: User, choices: str = "") -> Filter:
    return Filter(key, title, _words_of(key, asked.text(key), user), asked.clear(key), choices)


def _choices(key: str, asked: Asked) -> str:
    return f"{reverse('events:choices', args=[key])}?{asked.link().partition('?')[2]}"
