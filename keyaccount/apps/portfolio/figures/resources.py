"""What the accounts of each stance take of our time, people and money, against what they are meant to take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.costs import costs
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.queries.resources import Use, Uses, uses
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts
from keyaccount.apps.portfolio.queries.segments import UNKNOWN, accounts_outside
from keyaccount.apps.portfolio.words import STANCES
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.figure import Text
from keyaccount.figures.registry import plain
from keyaccount.formulas.resources import Resource
from keyaccount.formulas.scorecard import beyond_norm
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.share import share

COLUMNS = (
    Column("account", _("Account")),
    Column("stance", _("Stance")),
    Column("visits", _("Visits"), Unit.COUNT),
    Column("time", _("Hours"), Unit.POINTS),
    Column("persons", _("Our people on it"), Unit.COUNT),
    Column("people", _("Heads"), Unit.POINTS),
    Column("money", _("Cost to serve"), Unit.MONEY),
)
UNITS = {Resource.TIME: Unit.POINTS, Resource.PEOPLE: Unit.POINTS, Resource.MONEY: Unit.MONEY}
SYMBOLS = {Resource.TIME: "T", Resource.PEOPLE: "H", Resource.MONEY: "M"}
TITLES = {Resource.TIME: _("Hours"), Resource.PEOPLE: _("Heads"), Resource.MONEY: _("Cost to serve")}
HIDDEN = Note("hidden", _("Your role does not see costs and margins, so no money is shown."))
NOT_RECORDED = Note("not_recorded", _("No cost to serve is recorded for these accounts in the period."))
TEAMS_NOW = Note("teams_now", _("Account teams are as they stand today; who visited is of the period."))


def resources(question: Question) -> Answer:
    """A line for each stance, and one for the accounts whose stance is not known: it has no share and no norm."""
    found = uses(question)
    return Answer(
        value=[_line(question, stance, found) for stance in (*Stance, None)],
        inputs=(*_totals(found), *_inputs(question, found)),
        rows=_rows(question, found, Resource.TIME, SYMBOLS[Resource.TIME]),
        notes=_notes(question, found, tuple(Resource)),
        **_money(),
    )


def _line(question: Question, stance: Stance | None, found: Uses) -> dict[str, Any]:
    mine, norms = found.within(stance), rules_at(question.as_of).norms
    shares = {str(one): share(mine.of(one), found.placed.of(one)) if stance else None for one in Resource}
    wanted = {str(one): norms[stance][one] if stance else None for one in Resource}
    return {
        "key": str(stance or UNKNOWN),
        "title": str(STANCES[stance or UNKNOWN]),
        "accounts": len(mine),
        "revenue": sum((one.revenue for one in mine), Decimal(0)),
        "visits": sum(one.visits for one in mine),
        "persons": mine.people,
        **{str(one): mine.of(one) for one in Resource},
        **{f"{name}_share": part for name, part in shares.items()},
        **{f"{name}_norm": norm for name, norm in wanted.items()},
        **{f"{name}_beyond": beyond_norm(shares[name], wanted[name]) for name in shares},
    }


def part_of(resource: Resource) -> Callable[[Question], Answer]:
    """The figure of one resource: the share of it that the accounts of the stance asked for take."""

    def answer(question: Question) -> Answer:
        stance = _stance(question)
        if stance is None:
            return Answer(value=None, notes=(Note("of_one_stance", _("It is asked of one stance: name one.")),))
        question = of_all(question)
        found = uses(question)
        mine, all_of_it = found.within(stance), found.placed.of(resource)
        taken, norm = mine.of(resource), rules_at(question.as_of).norms[stance][resource]
        part = share(taken, all_of_it)
        return Answer(
            value=part,
            worked="" if part is None else f"{plain(taken)} ÷ {plain(all_of_it)} = {plain(part, 4)}",
            inputs=(
                Input("t", _("Taken by the accounts of this stance"), taken, UNITS[resource]),
                Input("T", _("Taken by all accounts whose stance is known"), all_of_it, UNITS[resource]),
                Input("n", _("Norm"), norm, Unit.SHARE),
                Input("d", _("Beyond the norm"), beyond_norm(part, norm), Unit.SHARE),
                *_inputs(question, mine),
            ),
            rows=_rows(question, mine, resource, "t"),
            notes=_notes(question, mine, (resource,)),
            **_money(),
        )

    return answer


def _stance(question: Question) -> Stance | None:
    wanted = question.filters.get("stance", "")
    return Stance(wanted) if wanted in set(Stance) else None


def of_all(question: Question) -> Question:
    """The same question of every stance, so that the answers for each come from one reading."""
    return replace(question, filters=MappingProxyType({k: v for k, v in question.filters.items() if k != "stance"}))


def _inputs(question: Question, found: Uses) -> tuple[Input, ...]:
    return (
        Input("v", _("Visits"), sum(one.visits for one in found), Unit.COUNT),
        Input("h", _("Hours a visit takes"), rules_at(question.as_of).hours_per_visit, Unit.POINTS),
        Input("p", _("Our people on them"), found.people, Unit.COUNT),
    )


def _totals(found: Uses) -> list[Input]:
    return [Input(SYMBOLS[one], TITLES[one], found.of(one), UNITS[one]) for one in Resource]


def _rows(question: Question, found: Uses, resource: Resource, symbol: str) -> Rows:
    ranked = sorted(found, key=lambda one: (-(one.of(resource) or Decimal(0)), one.account))
    return Rows(
        COLUMNS,
        fetch=lambda limit: rows_of(ranked[:limit]),
        total=lambda: len(ranked),
        outside=lambda: accounts_outside(question),
        adds_up=str(resource),
        sum_of_rows=found.of(resource) or Decimal(0),
        symbol=symbol,
    )


def rows_of(shown: list[Use]) -> list[dict[str, Any]]:
    names = names_of_accounts([one.account for one in shown])
    return [
        {
            "id": one.account,
            "account": names[one.account],
            "stance": str(STANCES[one.stance or UNKNOWN]),
            "visits": one.visits,
            "persons": len(one.people),
            **{str(resource): one.of(resource) for resource in Resource},
        }
        for one in shown
    ]


def _notes(question: Question, found: Uses, asked: tuple[Resource, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    if Resource.TIME in asked:
        notes.append(Note("visits_as_hours", _("A visit has no length of its own: each counts as so many hours.")))
    if Resource.PEOPLE in asked:
        text = _("A person who works for several accounts counts once, spread evenly over them.")
        notes += [Note("people_once", text), TEAMS_NOW]
    if Resource.MONEY in asked:
        notes += _notes_of_money(question, found)
    unknown = len(uses(question).within(None))
    if unknown:
        text = _("Accounts whose stance is not known, for want of an estimate, are in no share")
        notes.append(Note("stance_unknown", text, unknown))
    return tuple(notes)


def _notes_of_money(question: Question, found: Uses) -> list[Note]:
    if not question.viewer.sees_group("margin"):
        return [HIDDEN]
    notes = [NOT_RECORDED] if found.of(Resource.MONEY) is None else []
    if without := sum(1 for one in found if one.money is None):
        notes.append(Note("without_cost", _("Accounts without a recorded cost to serve in the period"), without))
    if aside := costs(question).unconvertible:
        notes.append(Note("unconvertible", _("Costs left out for want of an exchange rate"), aside))
    return notes


def _money() -> dict[str, Any]:
    workspace = load_workspace()
    return {"currency": workspace.base_currency, "fiscal_start": workspace.fiscal_year_start}


register(
    Definition(
        key="stances.resources",
        title=_("Resources by stance"),
        meaning=_("What the accounts of each stance take of our time, people and money, against the norms."),
        words=_(
            "per stance: visits × hours a visit takes; people who tend or visited its accounts, each counted once; "
            "cost to serve as recorded; each ÷ that of all accounts whose stance is known, beside the workspace's norm"
        ),
        symbols="t ÷ T − n",
        unit=Unit.TABLE,
        compute=resources,
        default_period=last_year,
        options=("accounts",),
    )
)
PARTS: tuple[tuple[Resource, Text, Text, Text], ...] = (
    (
        Resource.TIME,
        _("Share of our time"),
        _("How much of the time spent on accounts goes to those of one stance."),
        _("hours of the visits to accounts of the stance ÷ hours of those to all accounts whose stance is known"),
    ),
    (
        Resource.PEOPLE,
        _("Share of our people"),
        _("How many of our people work for the accounts of one stance."),
        _(
            "people who tend or visited accounts of the stance, each spread evenly over the accounts they work for ÷ "
            "all people who work for accounts whose stance is known"
        ),
    ),
    (
        Resource.MONEY,
        _("Share of our money"),
        _("How much of the recorded cost to serve goes to the accounts of one stance."),
        _("cost to serve of the accounts of the stance ÷ that of all accounts whose stance is known"),
    ),
)
for resource, title, meaning, words in PARTS:
    register(
        Definition(
            key=f"stances.{resource}_share",
            title=title,
            meaning=meaning,
            words=words,
            symbols="t ÷ T",
            unit=Unit.SHARE,
            compute=part_of(resource),
            default_period=last_year,
            options=("stance", "accounts"),
        )
    )
