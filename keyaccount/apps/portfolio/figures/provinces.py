"""Accounts and what they brought in 12 months, by province."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.queries.segments import accounts_outside, standings
from keyaccount.apps.workspace.models.base import in_language
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.formulas.provinces import province_of

COLUMNS = (
    Column("province", _("Province")),
    Column("accounts", _("Accounts"), Unit.COUNT),
    Column("revenue", _("12-month revenue"), Unit.MONEY),
)


@dataclass(slots=True)
class _Sum:
    accounts: int = 0
    revenue: Decimal = Decimal(0)
    spelt: Counter[str] = field(default_factory=Counter)


def by_province(question: Question) -> Answer:
    """A line for each province and for every other place that accounts name, the largest revenue first."""
    found = standings(question)
    places = dict(Account.objects.filter(pk__in=_ids(question)).order_by().values_list("pk", "province"))
    sums: dict[str, _Sum] = defaultdict(_Sum)
    for one in found:
        text = places.get(one.account_id, "").strip()
        province = province_of(text)
        place = sums[province.code if province else text]
        place.accounts += 1
        place.revenue += one.standing.revenue
        place.spelt[text] += 1
    table = sorted((_line(key, place) for key, place in sums.items()), key=lambda line: (-line["revenue"], line["key"]))
    total = sum((line["revenue"] for line in table), Decimal(0))
    workspace = load_workspace()
    return Answer(
        value=table,
        inputs=(
            Input("R", _("12-month revenue"), total, Unit.MONEY),
            Input("n", _("Accounts"), len(found), Unit.COUNT),
        ),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: table[:limit],
            total=lambda: len(table),
            outside=lambda: accounts_outside(question),
            adds_up="revenue",
            sum_of_rows=total,
            symbol="R",
        ),
        notes=_notes(sums),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _ids(question: Question) -> Any:
    return Account.objects.visible_to(question.viewer).order_by().values("pk")


def _line(key: str, place: _Sum) -> dict[str, Any]:
    """text: how most accounts spell it, which the list of accounts can be narrowed by."""
    text = place.spelt.most_common(1)[0][0]
    province = province_of(text)
    name = in_language(province.english, province.chinese) if province else text or str(_("No province given"))
    return {
        "key": key,
        "province": name,
        "text": text,
        "accounts": place.accounts,
        "revenue": place.revenue,
    }


def _notes(sums: dict[str, _Sum]) -> tuple[Note, ...]:
    nowhere = sums[""].accounts if "" in sums else 0
    return (Note("no_province", _("Accounts that name no province"), nowhere),) if nowhere else ()


register(
    Definition(
        key="accounts.by_province",
        title=_("Accounts by province"),
        meaning=_("How many accounts each province has, and what they brought in 12 months."),
        words=_("per province: number of accounts and sum of their revenue of the last 365 days"),
        symbols="n · Σ R",
        unit=Unit.TABLE,
        compute=by_province,
        options=("accounts",),
    )
)
