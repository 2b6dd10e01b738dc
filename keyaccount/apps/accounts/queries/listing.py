"""What narrows a list of accounts: written once for the page, the totals under it, exports and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import On, Team, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries import custom_narrowing
from keyaccount.apps.workspace.searching import matching
from keyaccount.figures import memo
from keyaccount.kernel.errors import Invalid

NOBODY = "none"
ARCHIVED = "archived"


def accounts_listed(user: User, filters: Mapping[str, str]) -> QuerySet[Account]:
    """The accounts the user sees that fit the filters; the archived ones only when they are asked for."""
    rows = Account.objects.visible_to(user)
    return (rows.archived() if filters.get("status") == ARCHIVED else rows.present()).filter(narrowed(filters, user))


def narrowed(filters: Mapping[str, str], viewer: User | None) -> Q:
    found = custom_narrowing.narrowed(On.ACCOUNTS, filters, viewer)
    for key, text in filters.items():
        if text and key in FILTERS:
            found &= FILTERS[key](text)
    return found


def as_text(user: User, filters: Mapping[str, str]) -> str:
    """The same accounts as one text, for figures: whose view it is belongs to it, unless they see every account."""
    kept = {key: text for key, text in filters.items() if key in {*FILTERS, "status"} or key.startswith(PREFIX)}
    if user.people_in_reach is not None or any(key.startswith(PREFIX) for key in kept):
        kept["seen_by"] = str(user.pk)
    return urlencode(sorted(kept.items())) or "all"


def accounts_of_text(text: str) -> QuerySet[Account]:
    filters = dict(parse_qsl(text))
    rows, reader = Account.objects.all(), None
    if "seen_by" in filters:
        reader = _reader(_number(filters["seen_by"]))
        rows = rows.visible_to(reader) if reader else rows.none()
    return (rows.archived() if filters.get("status") == ARCHIVED else rows.present()).filter(narrowed(filters, reader))


@memo.once
def _reader(pk: int) -> User | None:
    found: User | None = User.objects.select_related("role", "team").filter(pk=pk).first()
    return found


def values_of(user: User, filters: Mapping[str, str], field: str, limit: int = 200) -> list[str]:
    """What the accounts listed hold in a text field, in order."""
    found = accounts_listed(user, filters).exclude(**{field: ""}).order_by(field)
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
}
