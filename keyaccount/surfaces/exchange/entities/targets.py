"""Targets: 目标, of the company, a team, a person, an account or a product, for a year, a quarter or a month.

Whose it is stands in a column of its kind (team, person …), or in *name* beside *for*; the period in one column
(2026-Q3), or in three. A line without an amount changes nothing: a sheet may be filled in bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Measure, Target, TargetScope
from keyaccount.apps.pipeline.models.targets import place_text
from keyaccount.apps.pipeline.services.loading import load_targets
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.loading import Row
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.kernel.period import Period
from keyaccount.surfaces.exchange.entities.entity import Cells, Draft, Entity, Keys
from keyaccount.surfaces.exchange.entities.field import Field, Kind, Related

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Run

SCOPE_WORDS = {
    "company": ("company", "whole company", "公司", "全公司"),
    "team": ("team", "团队", "小组", "部门"),
    "user": ("person", "user", "people", "人员", "个人", "员工"),
    "account": ("account", "customer", "客户"),
    "product": ("product", "产品"),
}
MEASURE_WORDS = {
    "revenue": ("revenue", "sales", "收入", "销售额", "营收"),
    "margin": ("gross margin", "margin", "gross profit", "毛利", "毛利额"),
    "customers": ("new customers", "新客户", "新增客户", "新客户数"),
    "collected": ("collected cash", "collected", "cash collected", "回款", "回款额"),
}
QUARTERS = {str(one): (f"q{one}", f"{word}季度", f"第{word}季度") for one, word in enumerate("一二三四", 1)}
MONTHS = {str(one): (f"{one:02}", f"m{one:02}", f"{one}月") for one in range(1, 13)}
LAST_YEAR = 2200

SCOPE = Field("scope", _("For"), ("scope", "target for", "target of", "对象", "目标对象"), Kind.CHOICE,
              required=True, choices=SCOPE_WORDS)  # fmt: skip
NAME = Field("name", _("Name"), ("name", "whose", "owner", "名称", "姓名", "负责人"), limit=200)
TEAM = Field("team", _("Team"), ("sales team", "团队", "部门"), Kind.RELATION, to=Related.TEAM, strict=True)
USER = Field("user", _("Person"), ("person", "sales rep", "sales agent", "employee", "人员", "销售", "员工"),
             Kind.RELATION, to=Related.PERSON, strict=True)  # fmt: skip
ACCOUNT = Field("account", _("Account"), ("account name", "customer", "company name", "客户", "客户名称"),
                Kind.RELATION, to=Related.ACCOUNT, strict=True)  # fmt: skip
PRODUCT = Field("product", _("Product"), ("product name", "产品", "产品名称"), Kind.RELATION, to=Related.PRODUCT,
                strict=True)  # fmt: skip
PERIOD = Field("period", _("Period"), ("period", "fiscal period", "期间", "周期"), limit=40)
YEAR = Field("year", _("Fiscal year"), ("year", "fiscal year", "年", "年度", "财年"), Kind.WHOLE, limit=LAST_YEAR)
QUARTER = Field("quarter", _("Quarter"), ("quarter", "季度"), Kind.CHOICE, choices=QUARTERS)
MONTH = Field("month", _("Month"), ("month", "月", "月份"), Kind.CHOICE, choices=MONTHS)
MEASURE = Field("measure", _("Measure"), ("measure", "of what", "指标", "口径"), Kind.CHOICE, choices=MEASURE_WORDS)
AMOUNT = Field("amount", _("Amount"), ("target", "target amount", "quota", "目标", "目标额", "目标金额", "指标值"),
               Kind.AMOUNT, required=True)  # fmt: skip
CURRENCY = Field("currency", _("Currency"), ("币种", "货币"), Kind.CURRENCY)
NOTE = Field("note", _("Note"), ("note", "notes", "comment", "备注", "说明"), limit=200)
OWNERS = {"team": TEAM, "user": USER, "account": ACCOUNT, "product": PRODUCT}


class WhoseTarget(Fact):
    message = gettext_noop("Whose target is it? Name one team, person, account or product, or write “company”.")


class OfWhichPeriod(Fact):
    message = gettext_noop("Of which period? Write one: a year (2026), a quarter (2026-Q3) or a month (2026-07).")


class NotInBase(Fact):
    message = gettext_noop("Targets are in %(base)s, the currency of the workspace, not in %(currency)s.")


def build(cells: Cells, run: Run) -> Row:
    scope, key = _whose(cells, run)
    year, quarter, month = _when(cells)
    measure = Measure(cells.get("measure") or Measure.REVENUE)
    currency = cells.get("currency") or run.currency
    if measure.is_money and currency != run.base:
        raise NotInBase(base=run.base, currency=currency)
    values = {"scope": scope, "measure": str(measure), "year": year, "quarter": quarter, "month": month}
    values |= {f"{name}_id": key if name == scope else None for name in OWNERS}
    values["place"] = place_text(scope, key, year, quarter, month, measure)
    return Row({**values, "amount": cells.get("amount"), "note": cells.get("note") or ""})


def _whose(cells: Cells, run: Run) -> tuple[str, int | None]:
    """A row that names nobody is the company's only where it says so: an empty cell is no company."""
    said = cells.get("scope")
    named = {name: cells[name] for name in OWNERS if cells.get(name) is not None}
    if (name := cells.get("name")) is not None and said in OWNERS and not named:
        named[said] = _called(name, OWNERS[said], run)
    if said == TargetScope.COMPANY and not named:
        return str(said), None
    if len(named) != 1 or said not in {None, *named}:
        raise WhoseTarget
    return next(iter(named.items()))


def _called(text: str, field: Field, run: Run) -> int:
    if field.to is None:
        raise TypeError(f"{field.key} leads to no record")
    directory = run.directory(field.to)
    directory.prepare([text])
    found = directory.find(text, NAME.key)
    if isinstance(found, Fact):
        raise found
    return found


def _when(cells: Cells) -> tuple[int, int | None, int | None]:
    """The fiscal year, and its quarter or a calendar month."""
    parts = [cells.get(one.key) for one in (YEAR, QUARTER, MONTH)]
    if (text := cells.get("period")) is not None:
        if any(part is not None for part in parts):
            raise OfWhichPeriod
        return _named(text)
    year, quarter, month = (None if part is None else int(part) for part in parts)
    if year is None or year < 1 or (quarter and month):
        raise OfWhichPeriod
    return year, quarter, month


def _named(text: str) -> tuple[int, int | None, int | None]:
    start = workspace().fiscal_year_start
    period = Period.parse(text.replace(" ", "-"), start)
    year = Period.containing(period.start, "year", start)
    match period.kind:
        case "month":
            return year.start.year, None, period.start.month
        case "quarter" if (period.start.month - start) % 3 == 0:
            return year.start.year, (period.start.month - start) % 12 // 3 + 1, None
        case "year" if period == year:
            return year.start.year, None, None
    raise OfWhichPeriod


def keys(row: Row) -> Keys:
    return Keys((("place", row.values["place"]),))


def match(drafts: Sequence[Draft], run: Run) -> None:
    """What holds at a place is looked up where it is written."""


TARGETS = Entity(
    key="targets",
    title=_("Targets"),
    words=("targets", "target", "quotas", "quota", "sales targets", "目标", "销售目标", "指标"),
    fields=(SCOPE, NAME, TEAM, USER, ACCOUNT, PRODUCT, PERIOD, YEAR, QUARTER, MONTH, MEASURE, AMOUNT, CURRENCY, NOTE),
    build=build,
    keys=keys,
    match=match,
    load=load_targets,
    models=(Target,),
)
