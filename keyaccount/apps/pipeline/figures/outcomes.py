"""How deals end: the share won, and how long it takes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.rows import deal_rows
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.sales import closed_as, cycle_histogram, outcomes, sum_of_closed
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Definition, Input, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.outcomes import cycle_stats
from keyaccount.formulas.outcomes import win_rate as share_won


def _closed_rows(question: Question, workspace: Workspace, *statuses: StateStatus) -> Rows:
    return deal_rows(
        lambda: closed_states(question, workspace, *statuses),
        question,
        outside=lambda: notes.outside_view(question, workspace, *statuses),
        status="won" if statuses == (StateStatus.WON,) else "closed",
    )


def _amount(question: Question, outcome: StateStatus) -> Answer:
    workspace = load_workspace()
    found = closed_as(question, workspace, outcome)
    return Answer(
        value=found.value,
        worked=f"{found.count} → {plain(found.value)}",
        rows=deal_rows(
            lambda: closed_states(question, workspace, outcome),
            question,
            adds_up="amount",
            sum_of_rows=found.value,
            recount=lambda: sum_of_closed(closed_states(question, workspace, outcome)).amount,
            outside=lambda: notes.outside_view(question, workspace, outcome),
            status=str(outcome),
        ),
        notes=notes.unconvertible(found.unconvertible),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def won(question: Question) -> Answer:
    return _amount(question, StateStatus.WON)


def lost(question: Question) -> Answer:
    return _amount(question, StateStatus.LOST)


def win_rate(question: Question) -> Answer:
    workspace = load_workspace()
    counted = outcomes(question, workspace)
    won, lost = counted[StateStatus.WON], counted[StateStatus.LOST]
    value = share_won(won, lost)
    return Answer(
        value=value,
        worked=f"{plain(won)} ÷ ({plain(won)} + {plain(lost)}) = {plain(value, 6)}",
        inputs=(Input("w", _("Won"), won, Unit.COUNT), Input("l", _("Lost"), lost, Unit.COUNT)),
        rows=_closed_rows(question, workspace, StateStatus.WON, StateStatus.LOST),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def cycle_days(question: Question) -> Answer:
    workspace = load_workspace()
    stats = cycle_stats(cycle_histogram(question, workspace))
    return Answer(
        value=stats.mean,
        worked=f"Σ d ÷ {plain(stats.count)} = {plain(stats.mean, 3)}",
        inputs=(
            Input("n", _("Deals won"), stats.count, Unit.COUNT),
            Input("d̃", _("Median"), stats.median, Unit.DAYS),
        ),
        rows=_closed_rows(question, workspace, StateStatus.WON),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


register(
    Definition(
        key="pipeline.won",
        title=_("Won in the funnel"),
        meaning=_("What the deals that were won are worth, each at the exchange rate of its closing day."),
        words=_("sum of the amounts of deals won"),
        symbols="F = Σ a",
        unit=Unit.MONEY,
        compute=won,
    )
)
register(
    Definition(
        key="pipeline.lost",
        title=_("Lost"),
        meaning=_("What the deals that were lost would have been worth, each at the exchange rate of its closing day."),
        words=_("sum of the amounts of deals lost"),
        symbols="Σ a",
        unit=Unit.MONEY,
        compute=lost,
    )
)
register(
    Definition(
        key="pipeline.win_rate",
        title=_("Win rate"),
        meaning=_("The share of closed deals that were won."),
        words=_("won ÷ (won + lost)"),
        symbols="w ÷ (w + l)",
        unit=Unit.SHARE,
        compute=win_rate,
    )
)
register(
    Definition(
        key="pipeline.cycle_days",
        title=_("Average cycle"),
        meaning=_("How long a won deal took from first contact to signing; the median stands beside the mean."),
        words=_("mean of the days from first contact to signing, over deals won"),
        symbols="d̄ = Σ d ÷ n",
        unit=Unit.DAYS,
        compute=cycle_days,
    )
)
