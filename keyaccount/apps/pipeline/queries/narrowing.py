"""What narrows a list of deals, written once for lists, boards, exports and figures.

A filter is a key and a text, as a link carries it. The same keys work on opportunities and on their states, whose
fields have the same names; `record` says how to reach the opportunity from the row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.apps.accounts.queries.listing import accounts_of_text
from keyaccount.apps.collaboration.queries.tags import tagged
from keyaccount.apps.pipeline.queries.stages import stage_ids
from keyaccount.apps.workspace.models import On, Team, User
from keyaccount.apps.workspace.queries import custom_narrowing
from keyaccount.apps.workspace.searching import matching
from keyaccount.figures import Scope, ScopeKind, memo
from keyaccount.kernel.errors import Invalid

OPPORTUNITY = "pipeline.opportunity"
UNDATED = "undated"  # include | only | exclude: deals without an expected close date


def narrowed(filters: Mapping[str, str], record: str = "", viewer: User | None = None) -> Q:
    """Custom fields narrow by what the deals hold now, on a past day too."""
    found = custom_narrowing.narrowed(On.OPPORTUNITIES, filters, viewer, record)
    for key, text in filters.items():
        if text and key in FILTERS:
            found &= FILTERS[key](key, text, record)
    return found


def in_scope(scope: Scope) -> Q:
    if scope.kind == ScopeKind.TEAM:
        return Q(team_id__in=teams_below(scope.pk))
    if scope.kind == ScopeKind.USER:
        return Q(owner_id=scope.pk)
    if scope.kind == ScopeKind.ACCOUNT:
        return Q(account_id=scope.pk)
    if scope.kind == ScopeKind.GROUP:
        return Q(account_id__in=group_of(scope.pk))
    return Q()


@memo.once
def teams_below(team: int) -> tuple[int, ...]:
    """The team and all below it; none when there is no such team."""
    root = Team.objects.filter(pk=team).values("path")[:1]
    return tuple(Team.objects.filter(path__startswith=Subquery(root)).values_list("pk", flat=True))


def _one(path: str) -> Callable[[str, str, str], Q]:
    return lambda key, text, record: Q(**{path: _number(key, text)})


def _number(key: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Invalid(_("The filter “%(key)s” needs a number, not “%(text)s”."), key=key, text=text) from error


def _on(record_field: str) -> Callable[[str, str, str], Q]:
    return lambda key, text, record: Q(**{f"{record}{record_field}": text})


def _day(lookup: str) -> Callable[[str, str, str], Q]:
    def build(key: str, text: str, record: str) -> Q:
        try:
            return Q(**{lookup: date.fromisoformat(text)})
        except ValueError as error:
            raise Invalid(_("The filter “%(key)s” needs a date like 2026-11-19."), key=key) from error

    return build


def _amount(lookup: str) -> Callable[[str, str, str], Q]:
    def build(key: str, text: str, record: str) -> Q:
        try:
            return Q(**{lookup: Decimal(text.replace(",", ""))})
        except InvalidOperation as error:
            raise Invalid(_("The filter “%(key)s” needs an amount."), key=key) from error

    return build


def _pipeline(key: str, text: str, record: str) -> Q:
    return Q(stage_id__in=stage_ids(_number(key, text)))


def _team(key: str, text: str, record: str) -> Q:
    return in_scope(Scope(ScopeKind.TEAM, _number(key, text)))


def _group(key: str, text: str, record: str) -> Q:
    return in_scope(Scope(ScopeKind.GROUP, _number(key, text)))


def _words(key: str, text: str, record: str) -> Q:
    return matching(text, f"{record}search") | matching(text, "account__search")


def _accounts(key: str, text: str, record: str) -> Q:
    """Deals of the accounts that a list of accounts shows: its filters, as it writes them into one text."""
    return Q(account_id__in=accounts_of_text(text).order_by().values("pk"))


FILTERS: dict[str, Callable[[str, str, str], Q]] = {
    "pipeline": _pipeline,
    "stage": _one("stage_id"),
    "owner": _one("owner_id"),
    "team": _team,
    "account": _one("account_id"),
    "group": _group,
    "accounts": _accounts,
    "opportunity": lambda key, text, record: Q(**{f"{record}pk": _number(key, text)}),
    "currency": lambda key, text, record: Q(currency=text.upper()),
    "closes_from": _day("expected_close__gte"),
    "closes_to": _day("expected_close__lte"),
    "amount_from": _amount("amount__gte"),
    "amount_to": _amount("amount__lte"),
    "source": _on("source"),
    "selling_mode": _on("selling_mode"),
    "q": _words,
    "tag": lambda key, text, record: tagged(OPPORTUNITY, text, record),
}
