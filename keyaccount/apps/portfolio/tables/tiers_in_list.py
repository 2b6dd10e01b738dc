"""Tier, score, level and lifecycle in the list of accounts, and the filters by them; as the last review kept them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keyaccount.apps.accounts.models import LEVELS, Account, Lifecycle
from keyaccount.apps.accounts.queries.listing import add_standing
from keyaccount.apps.accounts.tables import filters, numbers, standing
from keyaccount.apps.accounts.tables.filters import Standing
from keyaccount.apps.accounts.tables.numbers import NumberColumn
from keyaccount.apps.accounts.tables.standing import StandingColumn
from keyaccount.apps.portfolio.models import AccountStanding, TierName
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Question, Unit, memo
from keyaccount.figures.figure import Value
from keyaccount.kernel.errors import Invalid

NONE = "none"
Ids = tuple[int, ...]


def add_to_list() -> None:
    for key, narrow in (("tier", _of_tier), ("key", _of_key), ("level", _of_level), ("lifecycle", _of_lifecycle)):
        add_standing(key, narrow)
    filters.add(Standing("tier", gettext_lazy("Tier"), lambda: [*TierName.choices, (NONE, _("not known"))]))
    filters.add(Standing("key", gettext_lazy("Key account"), lambda: [("yes", _("yes")), ("no", _("no"))]))
    filters.add(Standing("level", gettext_lazy("Level"), lambda: [(str(level), str(level)) for level in LEVELS]))
    filters.add(Standing("lifecycle", gettext_lazy("Lifecycle"), lambda: _words(Lifecycle.choices)))
    standing.add(StandingColumn("tier", gettext_lazy("Tier"), _tiers))
    standing.add(StandingColumn("level", gettext_lazy("Level"), _levels, shown=False))
    standing.add(StandingColumn("lifecycle", gettext_lazy("Lifecycle"), _lifecycles, shown=False))
    numbers.add(NumberColumn("score", gettext_lazy("Score"), "accounts.tier_score", Unit.POINTS, _scores, shown=False))


def _of_tier(user: User, today: date, text: str) -> Q:
    return ~Q(standing__tier__in=TierName.values) if text == NONE else Q(standing__tier=text)


def _of_key(user: User, today: date, text: str) -> Q:
    return ~Q(standing__is_key=True) if text == "no" else Q(standing__is_key=True)


def _of_level(user: User, today: date, text: str) -> Q:
    if not text.isdecimal():
        raise Invalid(_("The relationship level is a number from 1 to 10."))
    return Q(level=int(text))


def _of_lifecycle(user: User, today: date, text: str) -> Q:
    return Q(lifecycle=text)


def _words(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices]


@memo.once
def _kept(accounts: Ids) -> Mapping[int, AccountStanding]:
    return {one.account_id: one for one in AccountStanding.objects.filter(account_id__in=accounts)}


@memo.once
def _said(accounts: Ids) -> Mapping[int, Account]:
    return Account.objects.only("level", "lifecycle").in_bulk(accounts)


def _tiers(question: Question, accounts: Sequence[int]) -> Mapping[int, Any]:
    return {pk: one.tier for pk, one in _kept(tuple(accounts)).items()}


def _levels(question: Question, accounts: Sequence[int]) -> Mapping[int, Any]:
    return {pk: one.level or "" for pk, one in _said(tuple(accounts)).items()}


def _lifecycles(question: Question, accounts: Sequence[int]) -> Mapping[int, Any]:
    return {pk: one.get_lifecycle_display() for pk, one in _said(tuple(accounts)).items()}


def _scores(question: Question, accounts: Sequence[int]) -> Mapping[int, Value]:
    kept = _kept(tuple(accounts))
    return {pk: kept[pk].score if pk in kept else None for pk in accounts}
