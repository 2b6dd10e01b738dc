"""The filters of the list of accounts as the page draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account, Ownership
from keyaccount.apps.accounts.queries.listing import ARCHIVED, NOBODY, accounts_listed, values_of
from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.workspace.models import On, Team, User
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.apps.workspace.tables import custom_fields
from keyaccount.apps.workspace.tables.listing import Asked, Filter
from keyaccount.figures.figure import Text
from keyaccount.kernel.errors import NotFound

TEXTS = ("industry", "province")
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A filter of a higher domain (see `queries.listing.add_standing`): its title, and its values with their words."""

    key: str
    title: Text
    values: Callable[[], Sequence[Option]]


_standing: dict[str, Standing] = {}


def add(filter_: Standing) -> None:
    _standing[filter_.key] = filter_


def filters_of(asked: Asked, user: User, choices: str = "accounts:choices") -> list[Filter]:
    """What is set, and what could be set; choices: the page that gives the values of one field."""
    titles = {"owner": _("Owner"), "industry": _("Industry"), "province": _("Region"), "ownership": _("Ownership")}
    found = [
        Filter(key, title, words_of(key, asked.text(key), user), asked.clear(key), _choices(key, asked, choices))
        for key, title in titles.items()
    ]
    found.append(tags.filter_of(asked, _choices(tags.KEY, asked, choices)))
    found += [_standing_filter(one, asked) for one in _standing.values()]
    if asked.text("team"):
        found.insert(0, Filter("team", _("Team"), words_of("team", asked.text("team"), user), asked.clear("team")))
    if parent := asked.text("parent"):
        found.append(Filter("parent", _("Part of"), words_of("parent", parent, user), asked.clear("parent")))
    archived = Filter(
        "status", _("Status"), _("Archived") if asked.text("status") == ARCHIVED else "", asked.clear("status")
    )
    status = _with_options(archived, [(_("Archived"), asked.link(status=ARCHIVED))])
    return [*found, status, *custom_fields.filters(On.ACCOUNTS, asked, user)]


def whose(asked: Asked, user: User) -> list[tuple[str, str, bool]]:
    """All, my team's, mine: (words, link, whether it is this)."""
    mine = asked.text("owner") == str(user.pk)
    team = str(user.team_id or "")
    ours = bool(team) and asked.text("team") == team and not asked.text("owner")
    found = [(_("All"), asked.clear("owner", "team"), not asked.text("owner") and not asked.text("team"))]
    if team:
        found.append((_("My team’s"), asked.link(owner="", team=team), ours))
    return [*found, (_("Mine"), asked.link(owner=str(user.pk), team=""), mine)]


def _standing_filter(one: Standing, asked: Asked) -> Filter:
    words = dict(one.values()).get(asked.text(one.key), asked.text(one.key))
    empty = Filter(one.key, one.title, words, asked.clear(one.key))
    return _with_options(empty, [(word, asked.link(**{one.key: value})) for value, word in one.values()])


def choices_of(field: str, asked: Asked, user: User, today: date) -> Sequence[Option]:
    """(words, link) of every value the field has among the accounts listed."""
    if field in TEXTS:
        filters = {key: text for key, text in asked.filters.items() if key != field}
        return [(text, asked.link(**{field: text})) for text in values_of(user, filters, field, today)]
    if field == "ownership":
        return [(str(label), asked.link(ownership=value)) for value, label in Ownership.choices]
    if field == tags.KEY:
        return tags.choices_of(asked)
    if field == "owner":
        return _owners(asked, user, today)
    raise NotFound


def words_of(key: str, text: str, user: User) -> str:
    """The value of a filter as people say it."""
    if not text:
        return ""
    if key == "owner" and text == NOBODY:
        return _("nobody")
    if key == "ownership":
        return str(dict(Ownership.choices).get(text, text))
    rows = {"owner": User.objects.people(), "team": Team.objects.all(), "parent": Account.objects.visible_to(user)}
    if key not in rows:
        return text
    found = rows[key].filter(pk=text).first() if text.isdecimal() else None
    return text if found is None else str(found)


def _owners(asked: Asked, user: User, today: date) -> list[Option]:
    filters = {key: text for key, text in asked.filters.items() if key not in {"owner", "team"}}
    owners = accounts_listed(user, filters, today).order_by().values("owner")
    people = active_people().filter(pk__in=owners).order_by("name")[:200]
    found = [(str(person), asked.link(owner=str(person.pk), team="")) for person in people]
    return [*found, (_("nobody"), asked.link(owner=NOBODY, team=""))]


def _choices(key: str, asked: Asked, page: str) -> str:
    path = reverse(page, args=[key])
    return f"{path}?{asked.link().partition('?')[2]}"


def _with_options(filter_: Filter, options: Sequence[Option]) -> Filter:
    return Filter(filter_.key, filter_.title, filter_.value, filter_.clear, options=options)
