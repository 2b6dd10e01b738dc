"""What has been closed, and what came in outside the funnel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.rows import deal_rows, order_rows
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.sales import ordered_in, orders, won_by_month, won_in
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Question, Rows, Unit, compute, register
from keyaccount.figures.registry import plain


def closed(question: Question) -> Answer:
    workspace = load_workspace()
    won = won_in(question, workspace)
    in_funnel = compute("pipeline.won", question)
    off_funnel = compute("pipeline.off_funnel", question)
    small = ordered_in(question)
    value = (won + small).value
    return Answer(
        value=value,
        worked=f"{plain(won.value)} + {plain(small.value)} = {plain(value)}",
        inputs=(
            Input("F", in_funnel.title, in_funnel.value, Unit.MONEY, in_funnel),
            Input("O", off_funnel.title, off_funnel.value, Unit.MONEY, off_funnel),
        ),
        rows=deal_rows(
            lambda: closed_states(question, workspace, StateStatus.WON),
            question,
            adds_up="amount",
            sum_of_rows=won.value,
            recount=in_funnel.rows.recount,
            outside=lambda: notes.outside_view(question, workspace, StateStatus.WON),
            status="won",
            symbol="F",
        ),
        notes=notes.unconvertible(won.unconvertible + small.unconvertible),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def off_funnel(question: Question) -> Answer:
    workspace = load_workspace()
    found = ordered_in(question)
    return Answer(
        value=found.value,
        worked=f"{found.count} → {plain(found.value)}",
        rows=order_rows(lambda: orders(question), found.value),
        notes=notes.unconvertible(found.unconvertible),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def by_month(question: Question) -> Answer:
    workspace = load_workspace()
    found = won_by_month(question, workspace)
    names = {user.pk: user.display_name for user in User.objects.filter(pk__in={cell.owner_id for cell in found})}
    months = {month: f"{month:%Y-%m}" for month in {cell.month for cell in found}}
    table = [
        {
            "month": months[cell.month],
            "person": names[cell.owner_id],
            "person_id": cell.owner_id,
            "count": cell.count,
            "amount": cell.amount,
        }
        for cell in found
    ]
    whole = won_in(question, workspace)
    return Answer(
        value=table,
        worked=f"Σ = {plain(whole.value)}",
        rows=Rows(
            columns=BY_MONTH_COLUMNS,
            fetch=lambda limit: table[:limit],
            total=lambda: len(table),
            outside=lambda: notes.outside_view(question, workspace, StateStatus.WON),
            adds_up="amount",
            sum_of_rows=whole.value,
        ),
        notes=notes.unconvertible(whole.unconvertible),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


BY_MONTH_COLUMNS = (
    Column("month", _("Month")),
    Column("person", _("Person")),
    Column("count", _("Deals"), Unit.COUNT),
    Column("amount", _("Amount"), Unit.MONEY),
)

register(
    Definition(
        key="sales.by_month",
        title=_("Won by month and person"),
        meaning=_("Deals won in the funnel per calendar month and owner."),
        words=_("per month and person: number and sum of the deals won"),
        symbols="n · Σ a",
        unit=Unit.TABLE,
        compute=by_month,
    )
)
register(
    Definition(
        key="sales.closed",
        title=_("Closed"),
        meaning=_("Revenue closed up to the date: deals won, by their closing day, and orders outside the funnel."),
        words=_("deals won + off-funnel sales"),
        symbols="C = F + O",
        unit=Unit.MONEY,
        compute=closed,
        inputs=("pipeline.won", "pipeline.off_funnel"),
    )
)
register(
    Definition(
        key="pipeline.off_funnel",
        title=_("Off-funnel sales"),
        meaning=_("Orders too small for the funnel; they count in closed revenue."),
        words=_("sum of orders below the workspace's threshold"),
        symbols="O",
        unit=Unit.MONEY,
        compute=off_funnel,
    )
)
