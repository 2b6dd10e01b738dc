"""What each method says of a period: asked of the last run not later than the question's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keyaccount.apps.forecast.models import MonthForecast
from keyaccount.apps.forecast.models.methods import MOST_PEOPLE, MethodChoice
from keyaccount.apps.forecast.queries.runs import can_be_asked, may_see, months_of, names_of_stages, run_at
from keyaccount.apps.forecast.words import HOW, NOTHING_TO_GO_BY, REASONS, missing, unit_of_size
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, ScopeKind, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.kernel.period import Period

COLUMNS = (
    Column("name", gettext_lazy("Month")),
    Column("said", pgettext_lazy("of a method", "Said"), Unit.MONEY),
    Column("low", pgettext_lazy("end of an interval", "At least"), Unit.MONEY),
    Column("high", pgettext_lazy("end of an interval", "At most"), Unit.MONEY),
    Column("came", pgettext_lazy("of a month’s revenue", "Came"), Unit.MONEY),
)


def this_month(question: Question) -> Period:
    return Period.containing(question.as_of, "month")


def predicted(method: str, question: Question) -> Answer:
    """The months of the period; one that is over counts with what it brought."""
    workspace = load_workspace()
    period = question.period or this_month(question)
    mine = [each for each in months_of(question) if each.method == method and period.contains(each.month)]
    known = [each for each in mine if each.said is not None]
    whole = not all(each.is_blank for each in known) and len(known) == len(mine) == _months_in(period)
    value = sum((_counted(each) for each in known), Decimal(0)) if whole else None
    return Answer(
        value=value,
        inputs=_inputs(known) if whole else (),
        rows=_rows(known) if whole else Rows(columns=COLUMNS),
        notes=_notes(question, mine, value),
        worked=_worked(known) if whole else "",
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _months_in(period: Period) -> int:
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


def _counted(each: MonthForecast) -> Decimal:
    return (each.said if each.came is None else each.came) or Decimal(0)


def _rows(known: Sequence[MonthForecast]) -> Rows:
    lines: list[dict[str, Any]] = [
        {
            "name": each.month.isoformat()[:7],
            "said": _counted(each),
            "low": each.low if each.came is None else None,
            "high": each.high if each.came is None else None,
            "came": each.came,
        }
        for each in known
    ]
    total = sum((line["said"] for line in lines), Decimal(0))
    return Rows(
        columns=COLUMNS,
        fetch=lambda limit: lines[:limit],
        total=lambda: len(lines),
        adds_up="said",
        sum_of_rows=total,
        recount=lambda: sum((_counted(each) for each in known), Decimal(0)),
    )


def _inputs(known: Sequence[MonthForecast]) -> tuple[Input, ...]:
    """Of one month its interval and its reasons; several are told by their rows."""
    if len(known) != 1 or known[0].came is not None:
        return ()
    one = known[0]
    ends = (
        Input("l", gettext_lazy("At least, four times in five"), one.low, Unit.MONEY),
        Input("h", gettext_lazy("At most, four times in five"), one.high, Unit.MONEY),
    )
    return (*ends, *reasons_of(one))


def reasons_of(said: MonthForecast) -> list[Input]:
    """The parts of the prediction, the way the method counts them, with what they were counted from."""
    stages = names_of_stages([about for code, _effect, _size, about in said.reasons if code == "stage"])
    found: list[Input] = []
    for place, (code, effect, size, about) in enumerate(said.reasons, 1):
        title = _of_stage(stages.get(about, about), size) if code == "stage" else REASONS.get(code, code)
        found.append(Input(f"r{place}", title, None if effect is None else Decimal(effect), Unit.MONEY))
        if size is not None and code not in {"stage", "fresh"}:
            found.append(Input(f"x{place}", _counted_from(str(title)), Decimal(size), unit_of_size(code)))
    return found


def _of_stage(stage: str, size: str | None) -> str:
    return _("%(count)s open deals in “%(stage)s”") % {"count": size or "0", "stage": stage}


def _counted_from(title: str) -> str:
    return _("counted from: %(what)s") % {"what": title}


def _worked(known: Sequence[MonthForecast]) -> str:
    parts = " + ".join(plain(_counted(each)) for each in known)
    total = sum((_counted(each) for each in known), Decimal(0))
    return f"{parts} = {plain(total)}" if len(known) > 1 else plain(total)


def _notes(question: Question, mine: Sequence[MonthForecast], value: Decimal | None) -> tuple[Note, ...]:
    run, why = run_at(question.as_of), nothing_said(question)
    if why is not None or run is None:
        return (why,) if why else ()
    if lacking := next((each for each in mine if each.lack), None):
        return (Note("too_little_history", missing(lacking.lack, lacking.have, lacking.need)),)
    if mine and all(each.is_blank for each in mine):
        return (Note("nothing_to_go_by", NOTHING_TO_GO_BY),)
    if value is None:
        return (Note("beyond", _("Methods look at whole months, a year back and two months ahead.")),)
    text = _("Said by the run of %(day)s, from what was known at the end of that day.") % {"day": run.as_of.isoformat()}
    return (Note("run", text), *(Note("weekdays", said) for said in by_weekdays(mine)))


def by_weekdays(said: Sequence[MonthForecast]) -> list[str]:
    """A sentence for each year of whose holidays nothing was known when these months were said."""
    return [
        _("The holidays of %(year)s were not announced yet: for its months, Monday to Friday were counted as worked.")
        % {"year": year}
        for year in sorted({each.month.year for each in said if each.is_by_weekdays})
    ]


def nothing_said(question: Question) -> Note | None:
    """Why there is no number for this reader or scope at all, if that is so."""
    run = run_at(question.as_of)
    if why := _hidden(question):
        return why
    if run is None:
        return Note("no_run", _("The methods have not been fitted yet. Start it on the page of the methods."))
    return None if months_of(question) else Note("not_looked_at", _not_looked_at(question, run.as_of))


def _not_looked_at(question: Question, day: date) -> str:
    told = {"day": day.isoformat(), "most": MOST_PEOPLE}
    if question.scope.kind != ScopeKind.USER:
        return _("The run of %(day)s did not look at this scope: it had no deals then.") % told
    text = _(
        "The run of %(day)s did not look at this person: they had no deals then, or were not among the %(most)d people "
        "with the most deals."
    )
    return text % told


def _hidden(question: Question) -> Note | None:
    if not can_be_asked(question):
        return Note("not_for_scope", _("Methods are fitted for the company, for teams and for people."))
    if not may_see(question.viewer, question.scope):
        return Note(
            "outside_view",
            _("This total sums deals outside what you may see. Ask for a team or a person whose deals you see."),
        )
    return None


for choice in MethodChoice:
    register(
        Definition(
            key=f"forecast.{choice.value}",
            title=choice.label,
            meaning=gettext_lazy("What this method says the period will bring in all: closed revenue at its end."),
            words=HOW[choice],
            symbols="C + Σ",
            unit=Unit.MONEY,
            compute=partial(predicted, choice.value),
            default_period=this_month,
        )
    )
