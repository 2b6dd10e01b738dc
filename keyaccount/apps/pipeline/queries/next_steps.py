"""What is to be done next for open deals, and what is about to close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.models.opportunity import OpportunityQuerySet
from keyaccount.apps.pipeline.queries.narrowing import in_scope
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Question
from keyaccount.kernel.errors import NotAllowed, NotFound

AHEAD = timedelta(days=11)
SOON = timedelta(days=14)
SHOWN = 60
CLOSING_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Steps:
    """The first ones by day; total: how many there are in all."""

    shown: Sequence[Opportunity]
    total: int
    writable: frozenset[int]

    def between(self, first: date | None, last: date | None) -> list[Opportunity]:
        """Those due from the first day to the last."""
        return [deal for deal in self.shown if _within(deal.next_step_on, first, last)]


def steps_due(viewer: User, today: date, *, mine: bool) -> Steps:
    """Steps that are late or due within the days ahead: the reader's own, or of everyone whose deals they see."""
    rows = Opportunity.objects.open().filter(next_step_on__lte=today + AHEAD)
    rows = rows.filter(owner=viewer) if mine else rows.visible_to(viewer)
    shown = list(rows.select_related("account", "stage", "owner").order_by("next_step_on", "pk")[:SHOWN])
    total = len(shown) if len(shown) < SHOWN else rows.order_by().count()
    return Steps(shown, total, _writable(viewer, shown))


def has_deals(viewer: User) -> bool:
    """Whether there is any deal to say something about; a new workspace has none."""
    return Opportunity.objects.visible_to(viewer).exists()


def closing_soon(question: Question) -> list[Opportunity]:
    """Open deals of the question's scope whose expected close is past or within two weeks, the earliest first."""
    last = question.today + SOON
    return list(_closing(question, last).select_related("account", "stage", "owner")[:CLOSING_SHOWN])


def _closing(question: Question, last: date) -> OpportunityQuerySet:
    rows = Opportunity.objects.visible_to(question.viewer).open()
    rows = rows.filter(in_scope(question.scope), expected_close__lte=last)
    return rows.order_by("expected_close", F("amount").desc(nulls_last=True), "pk")


def _writable(viewer: User, deals: Sequence[Opportunity]) -> frozenset[int]:
    ids = [deal.pk for deal in deals]
    return frozenset(Opportunity.objects.writable_by(viewer).filter(pk__in=ids).order_by().values_list("pk", flat=True))


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    return day is not None and (first is None or day >= first) and (last is None or day <= last)


def deal_to_write(viewer: User, opportunity_id: int) -> Opportunity:
    """An open deal whose next step the reader may write."""
    rows = Opportunity.objects.visible_to(viewer).open().select_related("account")
    seen: Opportunity | None = rows.filter(pk=opportunity_id).first()
    if seen is None:
        raise NotFound
    if not Opportunity.objects.writable_by(viewer).filter(pk=opportunity_id).exists():
        raise NotAllowed
    return seen
