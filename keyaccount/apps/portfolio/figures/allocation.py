"""What accounts are worth by expectation, and whether they get the time, people and money that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.queries.resources import prospects, uses, visits_planned
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts
from keyaccount.apps.portfolio.queries.segments import accounts_outside, standings
from keyaccount.apps.portfolio.words import RESOURCES
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import (
    COMPANY,
    Answer,
    Column,
    Definition,
    Input,
    Note,
    Question,
    Rows,
    ScopeKind,
    Unit,
    register,
)
from keyaccount.figures.registry import plain
from keyaccount.formulas.expected_value import Allocation, Prospect, allocations, relative_values
from keyaccount.formulas.resources import Resource

VALUE_COLUMNS = (
    Column("account", _("Account")),
    Column("repeat", _("Repeat sales"), Unit.MONEY),
    Column("new", _("New business"), Unit.MONEY),
    Column("probability", _("Probability"), Unit.SHARE),
    Column("value", _("Expected value"), Unit.MONEY),
    Column("relative", _("Relative value"), Unit.SHARE),
)
SHARE_COLUMNS = (
    Column("account", _("Account")),
    Column("by_value", _("By relative value"), Unit.SHARE),
    Column("planned", _("Time planned"), Unit.SHARE),
    Column("time", _("Time spent"), Unit.SHARE),
    Column("people", RESOURCES[Resource.PEOPLE], Unit.SHARE),
    Column("money", RESOURCES[Resource.MONEY], Unit.SHARE),
    Column("gap", _("Time spent − by value"), Unit.SHARE),
)
OF_COMPANIES = {ScopeKind.ACCOUNT, ScopeKind.GROUP}
Allocated = Mapping[Resource, Mapping[int, Allocation]]


def expected_value(question: Question) -> Answer:
    worth = prospects(question)
    total = sum((one.value or Decimal(0) for one in worth.values()), Decimal(0))
    only = next(iter(worth.values())) if question.scope.kind == ScopeKind.ACCOUNT and worth else None
    ranked = sorted(worth, key=lambda pk: (-(worth[pk].value or Decimal(0)), pk))
    return Answer(
        value=total if worth else None,
        worked=_worked(only) if only else "",
        inputs=_inputs(question, worth, only),
        rows=Rows(
            VALUE_COLUMNS,
            fetch=lambda limit: _value_rows(ranked[:limit], worth),
            total=lambda: len(ranked),
            outside=lambda: accounts_outside(question),
            adds_up="value",
            sum_of_rows=total,
        ),
        **_money(),
    )


def _worked(one: Prospect) -> str:
    parts = f"({plain(one.repeat)} + {plain(one.new)}) × {plain(one.probability, 4)}"
    return f"{parts} = {plain(one.value)}"


def _inputs(question: Question, worth: Mapping[int, Prospect], only: Prospect | None) -> tuple[Input, ...]:
    sums = [sum((part or Decimal(0) for part in parts), Decimal(0)) for parts in _parts(worth)]
    inputs = (
        Input("r", _("Repeat sales: revenue of 12 months"), sums[0], Unit.MONEY),
        Input("b", _("New business: open deals"), sums[1], Unit.MONEY),
        Input(
            "q", _("Probability that repeat sales come again"), rules_at(question.as_of).repeat_probability, Unit.SHARE
        ),
    )
    return (*inputs, Input("P", _("Probability"), only.probability, Unit.SHARE)) if only else inputs


def _parts(worth: Mapping[int, Prospect]) -> tuple[list[Decimal | None], list[Decimal | None]]:
    return [one.repeat for one in worth.values()], [one.new for one in worth.values()]


def _value_rows(shown: list[int], worth: Mapping[int, Prospect]) -> list[dict[str, Any]]:
    names, relative = names_of_accounts(shown), relative_values({pk: one.value for pk, one in worth.items()})
    return [
        {
            "id": pk,
            "account": names[pk],
            "repeat": worth[pk].repeat,
            "new": worth[pk].new,
            "probability": worth[pk].probability,
            "value": worth[pk].value,
            "relative": relative[pk],
        }
        for pk in shown
    ]


def allocation(question: Question) -> Answer:
    """A line for each resource, over the accounts asked for; a row for each of them."""
    found = _allocated(question)
    mine = [one.account_id for one in standings(question) if one.account_id in found[Resource.TIME]]
    ranked = sorted(mine, key=lambda pk: (-(found[Resource.TIME][pk].by_value or Decimal(0)), pk))
    by_value = _sum([found[Resource.TIME][pk].by_value for pk in ranked])
    return Answer(
        value=[_line(one, found[one], ranked) for one in Resource],
        inputs=(
            Input("v", _("By relative value"), by_value, Unit.SHARE),
            Input("n", _("Accounts"), len(ranked), Unit.COUNT),
        ),
        rows=Rows(
            SHARE_COLUMNS,
            fetch=lambda limit: _share_rows(ranked[:limit], found),
            total=lambda: len(ranked),
            outside=lambda: accounts_outside(question),
            adds_up="by_value",
            sum_of_rows=by_value,
            symbol="v",
        ),
        notes=_notes(question),
        **_money(),
    )


def _allocated(question: Question) -> Allocated:
    """Shares of all accounts that the reader sees, whichever of them is asked for."""
    everyone = replace(question, scope=COMPANY) if question.scope.kind in OF_COMPANIES else question
    worth = {pk: one.value for pk, one in prospects(everyone).items()}
    plans, spent = visits_planned(everyone), uses(everyone)
    planned: Mapping[int, Decimal | None] = {pk: plans.get(pk) for pk in worth}
    nothing: Mapping[int, Decimal | None] = {}
    return {
        one: allocations(
            planned if one is Resource.TIME else nothing, {use.account: use.of(one) for use in spent}, worth
        )
        for one in Resource
    }


def _line(resource: Resource, found: Mapping[int, Allocation], accounts: list[int]) -> dict[str, Any]:
    mine = [found[pk] for pk in accounts]
    return {
        "key": str(resource),
        "title": str(RESOURCES[resource]),
        "planned": _sum([one.planned for one in mine]),
        "actual": _sum([one.actual for one in mine]),
        "by_value": _sum([one.by_value for one in mine]),
        "gap": _sum([one.gap for one in mine]),
    }


def _sum(parts: list[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if known else None


def _share_rows(shown: list[int], found: Allocated) -> list[dict[str, Any]]:
    names, time = names_of_accounts(shown), found[Resource.TIME]
    return [
        {
            "id": pk,
            "account": names[pk],
            "by_value": time[pk].by_value,
            "planned": time[pk].planned,
            "time": time[pk].actual,
            "people": found[Resource.PEOPLE][pk].actual,
            "money": found[Resource.MONEY][pk].actual,
            "gap": time[pk].gap,
        }
        for pk in shown
    ]


def _notes(question: Question) -> tuple[Note, ...]:
    notes = [
        Note("of_what_is_seen", _("Shares are of all accounts that you see.")),
        Note(
            "plans_are_visits",
            _("Planned are the visits a month set for people, over 12 months; only time is planned."),
        ),
    ]
    if not question.viewer.sees_group("margin"):
        notes.append(Note("hidden", _("Your role does not see costs and margins, so no money is shown.")))
    return tuple(notes)


def _money() -> dict[str, Any]:
    workspace = load_workspace()
    return {"currency": workspace.base_currency, "fiscal_start": workspace.fiscal_year_start}


register(
    Definition(
        key="accounts.expected_value",
        title=_("Expected value"),
        meaning=_("What accounts are likely to bring: repeat sales and new business, by how probable they are."),
        words=_(
            "(revenue of 12 months + open deals) × probability: the mean of the probability that repeat sales come "
            "again and of the win rates of the deals, weighted by amount"
        ),
        symbols="EV = (r + b) × P",
        unit=Unit.MONEY,
        compute=expected_value,
        default_period=last_year,
        options=("accounts",),
    )
)
register(
    Definition(
        key="accounts.allocation",
        title=_("Resources by relative value"),
        meaning=_("Whether accounts get the time, people and money that go with what they are likely to bring."),
        words=_(
            "share of each resource as planned, as spent, and by relative value (expected value ÷ that of all "
            "accounts); the gap is spent − by relative value"
        ),
        symbols="t ÷ T − EV ÷ Σ EV",
        unit=Unit.TABLE,
        compute=allocation,
        default_period=last_year,
        options=("accounts",),
    )
)
