"""What is reached beside closed revenue: new customers, gross margin, collected cash."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.periods import this_quarter
from keyaccount.apps.pipeline.figures.rows import deal_rows, list_query
from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.queries import measures
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain


def new_customers(question: Question) -> Answer:
    workspace = load_workspace()
    value = measures.new_customers(question, workspace)
    return Answer(
        value=value,
        worked=f"n = {value}",
        rows=replace(
            deal_rows(
                lambda: measures.first_wins(question, workspace),
                question,
                outside=lambda: notes.outside_view(question, workspace, StateStatus.WON),
                status="won",
            ),
            list_query={},
        ),
        fiscal_start=workspace.fiscal_year_start,
    )


def margin(question: Question) -> Answer:
    workspace = load_workspace()
    if not question.viewer.sees_group("margin"):
        return Answer(value=None, notes=(Note("hidden", _("Your role does not see costs and margins.")),))
    found = measures.margin(question, workspace)
    value = found.amount if found.known else None
    return Answer(
        value=value,
        worked=f"Σ m = {plain(value)}",
        rows=_margin_rows(question) if found.known else Rows(),
        notes=_margin_notes(found),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _margin_rows(question: Question) -> Rows:
    workspace = load_workspace()

    def rows() -> Any:
        named = measures.won_with_margin(question, workspace).select_related(
            "opportunity__need_sheet", "account", "owner"
        )
        return named.order_by("-closed_on", "-opportunity_id")

    return Rows(
        columns=(
            Column("opportunity", _("Opportunity")),
            Column("account", _("Account")),
            Column("owner", _("Owner")),
            Column("closed_on", _("Closed on")),
            Column("margin", _("Gross margin"), Unit.MONEY),
        ),
        fetch=lambda limit: [_margin_row(state) for state in rows()[:limit]],
        total=lambda: measures.margin(question, workspace).known,
        outside=lambda: notes.outside_view(question, workspace, StateStatus.WON),
        adds_up="margin",
        sum_of_rows=measures.margin(question, workspace).amount,
        list_query=list_query(question, status="won"),
    )


def _margin_row(state: OpportunityState) -> dict[str, Any]:
    return {
        "id": state.opportunity_id,
        "opportunity": state.opportunity.name,
        "account": str(state.account) if state.account else None,
        "owner": state.owner.display_name,
        "closed_on": state.closed_on,
        "margin": measures.margin_of_state(state),
    }


def _margin_notes(found: measures.Margin) -> tuple[Note, ...]:
    if not found.known:
        return (Note("no_margin", _("No deal won in the period has an expected margin or a cost on its need sheet.")),)
    if not found.unknown:
        return ()
    return (Note("no_margin", _("Deals won without a margin or cost on their need sheet are left out"), found.unknown),)


def collected(question: Question) -> Answer:
    """Payments are not kept yet, so what came in is unknown, which is not nothing."""
    workspace = load_workspace()
    return Answer(
        value=None,
        notes=(Note("no_payments", _("Payments are not recorded yet, so collected cash is not known.")),),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


register(
    Definition(
        key="sales.new_customers",
        title=_("New customers"),
        meaning=_("Accounts whose first deal ever was won in the period; they count for whoever won it."),
        words=_("number of accounts whose first won deal closed in the period"),
        symbols="n",
        unit=Unit.COUNT,
        compute=new_customers,
        default_period=this_quarter,
    )
)
register(
    Definition(
        key="sales.margin",
        title=_("Gross margin won"),
        meaning=_("Gross margin of the deals won in the period, as their need sheets say it."),
        words=_("sum over deals won: expected margin, else amount − cost estimate"),
        symbols="Σ m",
        unit=Unit.MONEY,
        compute=margin,
        default_period=this_quarter,
    )
)
register(
    Definition(
        key="sales.collected",
        title=_("Collected cash"),
        meaning=_("Payments received in the period."),
        words=_("sum of payments received in the period"),
        symbols="Σ p",
        unit=Unit.MONEY,
        compute=collected,
        default_period=this_quarter,
    )
)
