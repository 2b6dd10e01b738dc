"""What narrows a list of accounts: written once for the page, the totals under it, exports and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.collaboration.queries.tags import tagged
from keyaccount.apps.workspace.models import On, Team, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries import custom_narrowing
from keyaccount.apps.workspace.searching import matching
from keyaccount.figures import memo
from keyaccount.kernel.errors import Invalid

NOBODY = "none"
ACCOUNT = "accounts.account"
ARCHIVED = "archived"
Standing = Callable[[User, date, str], Q]

_standing: dict[str, Standing] = {}


def add_standing(key: str, narrow: Standing) -> None:
    """A filter of a higher domain by where accounts stand, which depends on who asks and on which day."""
    _standing[key] = narrow


def accounts_listed(user: User, filters: Mapping[str, str], today: date) -> QuerySet[Account]:
    """The accounts the user sees that fit the filters; the archived ones only when they are asked for."""
    rows = Account.objects.visible_to(user)
    rows = rows.archived() if filters.get("status") == ARCHIVED else rows.present()
    return rows.filter(narrowed(filters, user), *_stands(user, filters, today))


def narrowed(filters: Mapping[str, str], viewer: User | None) -> Q:
    found = custom_narrowing.narrowed(On.ACCOUNTS, filters, viewer)
    for key, text in filters.items():
        if text and key in FILTERS:
            found &= FILTERS[key](text)
    return found


def _stands(user: User, filters: Mapping[str, str], today: date) -> list[Q]:
    return [_standing[key](user, today, text) for key, text in filters.items() if text and key in _standing]


def as_text(user: User, filters: Mapping[str, str], today: date) -> str:
    """The same accounts as one text, for figures: whose view it is belongs to it, unless they see every account and
    nothing else depends on it."""
    known = {*FILTERS, *_standing, "status"}
    kept = {key: text for key, text in filters.items() if key in known or key.startswith(PREFIX)}
    stands = not kept.keys().isdisjoint(_standing)
    if stands or user.people_in_reach is not None or any(key.startswith(PREFIX) for key in kept):
        kept["seen_by"] = str(user.pk)
    if stands:
        kept["day"] = today.isoformat()
    return urlencode(sorted(kept.items())) or "all"


def as_text_of(viewer: User, text: str, today: date) -> str:
    """A text that came in a link, for whoever follows it: somebody else's view would tell what they may see."""
    filters = dict(parse_qsl(text))
    day = filters.get("day", "")
    return as_text(viewer, filters, _day(day) if day else today)


def accounts_of_text(text: str) -> QuerySet[Account]:
    filters = dict(parse_qsl(text))
    if "seen_by" in filters:
        reader = _reader(_number(filters["seen_by"]))
        return accounts_listed(reader, filters, _day(filters.get("day", ""))) if reader else Account.objects.none()
    rows = Account.objects.all()
    return (rows.archived() if filters.get("status") == ARCHIVED else rows.present()).filter(narrowed(filters, None))


@memo.once
def _reader(pk: int) -> User | None:
    found: User | None = User.objects.select_related("role", "team").filter(pk=pk).first()
    return found


def values_of(user: User, filters: Mapping[str, str], field: str, today: date, limit: int = 200) -> list[str]:
    """What the accounts listed hold in a text field, in order."""
    found = accounts_listed(user, filters, today).exclude(**{field: ""}).order_by(field)
    return list(found.values_list(field, flat=True).distinct()[:limit])


def _owner(text: str) -> Q:
    return Q(owner=None) if text == NOBODY else Q(owner_id=_number(text))


def _team(text: str) -> Q:
    team = Team.objects.filter(pk=_number(text)).first()
    below = User.objects.in_team(team).values("pk") if team else User.objects.none().values("pk")
    return Q(owner__in=below)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not the number of a record."), text=text) from error


def _day(text: str) -> date:
    """The day that belongs to a standing; without one nothing of the text depends on it."""
    try:
        return date.fromisoformat(text) if text else date.max
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not a date. Write it like 2026-11-19."), text=text) from error


def _exactly(field: str) -> Callable[[str], Q]:
    return lambda text: Q(**{field: text})


FILTERS: dict[str, Callable[[str], Q]] = {
    "q": matching,
    "owner": _owner,
    "team": _team,
    "parent": lambda text: Q(parent_id=_number(text)),
    "industry": _exactly("industry"),
    "province": _exactly("province"),
    "ownership": _exactly("ownership"),
    "tag": lambda text: tagged(ACCOUNT, text),
}
