"""What is reached beside closed revenue: new customers and gross margin, as a question asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.targets import margin_of

SHEET = "opportunity__need_sheet__"


def first_wins(question: Question, workspace: Workspace) -> StateQuerySet:
    """The deals of the period that were the first ever won at their account, by whomever; one for each account."""
    won = closed_states(question, workspace, StateStatus.WON).filter(account__isnull=False)
    return won.exclude(Exists(_won_before(question, workspace)))


def _won_before(question: Question, workspace: Workspace) -> StateQuerySet:
    rows = OpportunityState.objects.all()
    held = rows.current() if question.is_live else rows.until(clock.end_of(question.as_of, workspace.zone))
    sooner = Q(closed_on__lt=OuterRef("closed_on"))
    sooner |= Q(closed_on=OuterRef("closed_on"), opportunity_id__lt=OuterRef("opportunity_id"))
    return held.filter(sooner, status=StateStatus.WON, account_id=OuterRef("account_id")).order_by()


@memo.once
def new_customers(question: Question, workspace: Workspace) -> int:
    return first_wins(question, workspace).order_by().count()


@dataclass(frozen=True, slots=True)
class Margin:
    """amount: Σ of the margins known, in the base currency; known and unknown: how many deals won have one or none."""

    amount: Decimal
    known: int
    unknown: int


def won_with_margin(question: Question, workspace: Workspace) -> StateQuerySet:
    """Deals won in the period of which the need sheet says margin or cost."""
    said = Q(**{f"{SHEET}expected_margin__isnull": False})
    said |= Q(**{f"{SHEET}cost_estimate__isnull": False})
    return closed_states(question, workspace, StateStatus.WON).filter(said, base_amount__isnull=False, amount__gt=0)


def margin_of_state(state: OpportunityState) -> Decimal | None:
    sheet = state.opportunity.need_sheet
    return margin_of(sheet.expected_margin, sheet.cost_estimate, state.amount, state.base_amount)


@memo.once
def margin(question: Question, workspace: Workspace) -> Margin:
    rows = won_with_margin(question, workspace).order_by()
    given = rows.values_list(f"{SHEET}expected_margin", f"{SHEET}cost_estimate", "amount", "base_amount")
    found = [amount for row in given.iterator() if (amount := margin_of(*row)) is not None]
    everyone = closed_states(question, workspace, StateStatus.WON).order_by().count()
    return Margin(sum(found, Decimal(0)), len(found), everyone - len(found))
