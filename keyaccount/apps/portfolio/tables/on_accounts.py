"""Segment and share of wallet in the list of accounts, and the filter by segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.queries.listing import add_standing
from keyaccount.apps.accounts.tables import filters, numbers, standing
from keyaccount.apps.accounts.tables.numbers import NumberColumn
from keyaccount.apps.portfolio.queries.segments import KEYS, UNKNOWN, Standings, standings, standings_of
from keyaccount.apps.portfolio.words import SEGMENTS
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Question, Unit
from keyaccount.figures.figure import Value


def add_to_list() -> None:
    add_standing("segment", _of_segment)
    filters.add(filters.Standing("segment", _("Segment"), lambda: [(key, str(SEGMENTS[key])) for key in KEYS]))
    standing.add(standing.StandingColumn("segment", _("Segment"), _segments))
    numbers.add(
        NumberColumn("wallet", _("Share of wallet"), "accounts.share_of_wallet", Unit.SHARE, _shares, shown=False)
    )


def _of_segment(user: User, today: date, key: str) -> Q:
    found = standings(Question(user, today, today)).within(key)
    return Q(pk__in=[one.account_id for one in found])


def _segments(question: Question, accounts: Sequence[int]) -> Mapping[int, Any]:
    return {one.account_id: _word(one.key) for one in _of(question, accounts)}


def _word(key: str) -> Any:
    return format_html('<span class="t3">{}</span>', SEGMENTS[key]) if key == UNKNOWN else SEGMENTS[key]


def _shares(question: Question, accounts: Sequence[int]) -> Mapping[int, Value]:
    return {one.account_id: one.standing.share for one in _of(question, accounts)}


def _of(question: Question, accounts: Sequence[int]) -> Standings:
    """Those of the page alone: fifty accounts must not cost what ten thousand do."""
    return standings_of(replace(question, period=None, filters=MappingProxyType({})), tuple(accounts))
