"""The filters of the list of people as the page draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.contacts.models import BuyingRole, RelationshipStage
from keyaccount.apps.contacts.queries.listing import ARCHIVED, COMING, HERE, LEFT, NOBODY, OVERDUE, contacts_listed
from keyaccount.apps.contacts.queries.stages import stages_to_choose
from keyaccount.apps.workspace.models import On, Team, User
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.apps.workspace.tables import custom_fields
from keyaccount.apps.workspace.tables.listing import Asked, Filter
from keyaccount.kernel.errors import NotFound

Option = tuple[str, str]


def filters_of(asked: Asked, user: User) -> list[Filter]:
    """What is set, and what could be set."""
    found = [
        _filter("owner", _("Owner"), asked, user, choices=_choices("owner", asked)),
        _filter("role", _("Role"), asked, user, choices=_choices("role", asked)),
        _filter("relationship", _("Relationship stage"), asked, user, choices=_choices("relationship", asked)),
        tags.filter_of(asked, _choices(tags.KEY, asked)),
        replace(_filter("visits", _("Visits"), asked, user), options=_options("visits", _visits(), asked)),
        replace(_filter("days", _("Special days"), asked, user), options=_options("days", _days(), asked)),
        replace(_filter("status", _("Status"), asked, user), options=_options("status", _status_words(), asked)),
    ]
    set_by_link = [("account", _("Account")), ("team", _("Team"))]
    by_link = [_filter(key, title, asked, user) for key, title in set_by_link if asked.text(key)]
    return by_link + found + custom_fields.filters(On.CONTACTS, asked, user)


def whose(asked: Asked, user: User) -> list[tuple[str, str, bool]]:
    """All, my team's, mine: (words, link, whether it is this)."""
    mine, team = asked.text("owner") == str(user.pk), str(user.team_id or "")
    ours = bool(team) and asked.text("team") == team and not asked.text("owner")
    found = [(_("All"), asked.clear("owner", "team"), not asked.text("owner") and not asked.text("team"))]
    if team:
        found.append((_("My team’s"), asked.link(owner="", team=team), ours))
    return [*found, (_("Mine"), asked.link(owner=str(user.pk), team=""), mine)]


def choices_of(field: str, asked: Asked, user: User, today: date) -> Sequence[Option]:
    """(words, link) of what a filter may be."""
    if field == "role":
        return [(str(label), asked.link(role=value)) for value, label in BuyingRole.choices]
    if field == "relationship":
        stages = [(stage.label, asked.link(relationship=str(stage.pk))) for stage in stages_to_choose()]
        return [*stages, (_("not known"), asked.link(relationship=NOBODY))]
    if field == tags.KEY:
        return tags.choices_of(asked)
    if field == "owner":
        return _owners(asked, user, today)
    raise NotFound


def words_of(key: str, text: str, user: User) -> str:
    """The value of a filter as people say it."""
    named: dict[str, dict[str, Any]] = {
        "role": dict(BuyingRole.choices),
        "status": dict(_status_words()),
        "visits": dict(_visits()),
        "days": dict(_days()),
    }
    if not text or key in named:
        return str(named.get(key, {}).get(text, text))
    if text == NOBODY:
        return _("not known") if key == "relationship" else _("nobody")
    rows: dict[str, QuerySet[Any]] = {
        "owner": User.objects.people(),
        "team": Team.objects.all(),
        "account": Account.objects.visible_to(user),
        "relationship": RelationshipStage.objects.all(),
    }
    found = rows[key].filter(pk=text).first() if text.isdecimal() else None
    return text if found is None else str(found)


def _filter(key: str, title: str, asked: Asked, user: User, choices: str = "") -> Filter:
    return Filter(key, title, words_of(key, asked.text(key), user), asked.clear(key), choices)


def _status_words() -> list[Option]:
    return [(HERE, _("Still there")), (LEFT, _("Left the company")), (ARCHIVED, _("Archived"))]


def _visits() -> list[Option]:
    return [(OVERDUE, _("Overdue")), (COMING, _("Due in two weeks")), (NOBODY, _("Never visited"))]


def _days() -> list[Option]:
    return [(COMING, _("In two weeks"))]


def _options(key: str, words: Sequence[Option], asked: Asked) -> list[Option]:
    return [(said, asked.link(**{key: value})) for value, said in words]


def _owners(asked: Asked, user: User, today: date) -> list[Option]:
    filters = {key: text for key, text in asked.filters.items() if key not in {"owner", "team"}}
    owners = contacts_listed(user, filters, today).order_by().values("owner")
    people = active_people().filter(pk__in=owners).order_by("name")[:200]
    found = [(str(person), asked.link(owner=str(person.pk), team="")) for person in people]
    return [*found, (_("nobody"), asked.link(owner=NOBODY, team=""))]


def _choices(key: str, asked: Asked) -> str:
    return f"{reverse('contacts:choices', args=[key])}?{asked.link().partition('?')[2]}"
