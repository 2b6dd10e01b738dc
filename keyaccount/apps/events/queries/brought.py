"""What events brought, for figures: the guests of events that were held, their costs, the deals that followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet

from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.apps.events.models import Event, EventState, Guest
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, StateStatus
from keyaccount.apps.pipeline.queries.states import states
from keyaccount.apps.workspace.models import Team, User, Workspace
from keyaccount.apps.workspace.queries.rates import DatedRates
from keyaccount.figures import COMPANY, Question, ScopeKind, memo
from keyaccount.formulas.events import FOLLOWS_WITHIN, Presence, Started, credited
from keyaccount.kernel.errors import Invalid, gettext_noop

CENT = Decimal("0.01")
LONGEST = 3650
AT_ONCE = 5000  # ids that one question to the database names


@dataclass(frozen=True, slots=True)
class Spent:
    """cost: in the base currency at the rate of the event's first day, None where none is written or no rate is known;
    came: of all guests."""

    event: Event
    cost: Decimal | None
    came: int


@dataclass(frozen=True, slots=True)
class FollowedDeal:
    """linked: a person said so; otherwise it began soon enough after the event."""

    state: OpportunityState
    event: Event
    linked: bool
    amount: Decimal | None


def held_events(question: Question) -> QuerySet[Event]:
    """That the viewer sees, which had begun by the question's day; in its period, scope and of the event it names."""
    rows: QuerySet[Event] = Event.objects.visible_to(question.viewer).present().filter(state=EventState.HELD)
    rows = rows.filter(_hosted(question), starts_on__lte=question.as_of)
    if question.period is not None:
        rows = rows.filter(starts_on__range=(question.period.start, question.period.end))
    if event := question.filters.get("event", ""):
        rows = rows.filter(pk=_number(event))
    return rows


def guests(question: Question) -> QuerySet[Guest]:
    """Of those events, whom the viewer sees, of the accounts in scope."""
    rows: QuerySet[Guest] = Guest.objects.visible_to(question.viewer).present()
    return rows.filter(_from(question), event__in=held_events(question).order_by().values("pk"))


def has_followed(question: Question) -> Q:
    return Q(followed_on__lte=question.as_of)


@memo.once
def spent(question: Question, workspace: Workspace) -> Sequence[Spent]:
    """Of events of which the viewer sees every guest: a part of the guests would not bear the whole cost."""
    rows = list(held_events(question).order_by("-starts_on", "-pk"))
    ids = [event.pk for event in rows]
    here = Guest.objects.present().filter(event__in=ids).order_by().values_list("event_id", flat=True)
    everyone = Counter(here)
    seen = Counter(here.filter(pk__in=Guest.objects.visible_to(question.viewer).values("pk")))
    came, rates = Counter(here.filter(came=True)), DatedRates(workspace.base_currency)
    asked = set(guests(question).values_list("event_id", flat=True)) if _is_of_accounts(question) else set(ids)
    return [
        Spent(event, _converted(event, rates), came[event.pk])
        for event in rows
        if event.pk in asked and seen[event.pk] == everyone[event.pk]
    ]


@memo.once
def deals_after(question: Question, workspace: Workspace) -> Sequence[FollowedDeal]:
    """Open and won on the question's day: linked to a guest, or begun within the days asked at a company that came."""
    rows = guests(question)
    linked = dict(
        rows.filter(has_followed(question), opportunity__isnull=False)
        .order_by("-event__starts_on", "-pk")
        .values_list("opportunity_id", "event_id")
    )
    there = rows.filter(came=True, account__isnull=False).order_by()
    presences = [Presence(*row) for row in there.values_list("event_id", "account_id", "event__ends_on").distinct()]
    started = _started(question, presences, there.values("account")) if presences else []
    found = credited(linked, started, presences, days_of(question))
    events = Event.objects.in_bulk(set(found.values()))
    rates = DatedRates(workspace.base_currency)
    return [
        FollowedDeal(
            state,
            events[found[state.opportunity_id]],
            state.opportunity_id in linked,
            _worth(state, rates, question.as_of),
        )
        for state in _states(question, workspace, found)
    ]


def days_of(question: Question) -> int:
    text = question.filters.get("days", "")
    if not text:
        return FOLLOWS_WITHIN
    if not text.isdecimal() or len(text) > 4 or int(text) > LONGEST:
        raise Invalid(gettext_noop("Give the days as a whole number up to %(most)s."), most=LONGEST)
    return int(text)


def _states(question: Question, workspace: Workspace, found: Mapping[int, int]) -> Sequence[OpportunityState]:
    asked = replace(question, scope=COMPANY, period=None, filters=MappingProxyType({}))
    rows = states(asked, workspace).filter(status__in=(StateStatus.OPEN, StateStatus.WON))
    rows = rows.select_related("opportunity", "account", "stage")
    deals = sorted(found, reverse=True)
    parts = (deals[start : start + AT_ONCE] for start in range(0, len(deals), AT_ONCE))
    return [state for some in parts for state in rows.filter(opportunity__in=some).order_by("-opportunity_id")]


def _started(question: Question, presences: Sequence[Presence], accounts: Any) -> list[Started]:
    first = min(presence.ended for presence in presences)
    last = min(question.as_of, max(presence.ended for presence in presences) + timedelta(days=days_of(question)))
    rows = Opportunity.objects.visible_to(question.viewer).present().filter(opened_on__range=(first, last))
    rows = rows.filter(account__in=accounts)
    return [Started(*row) for row in rows.order_by().values_list("pk", "account_id", "opened_on")]


def _worth(state: OpportunityState, rates: DatedRates, day: date) -> Decimal | None:
    """In the base currency: of a won deal as it was fixed then, of an open one at the rate of the question's day."""
    if state.status == StateStatus.WON:
        fixed: Decimal | None = state.base_amount
        return fixed
    rate = rates.at(state.currency, day)
    return None if rate is None or state.amount is None else (state.amount * rate).quantize(CENT)


def _converted(event: Event, rates: DatedRates) -> Decimal | None:
    rate = rates.at(event.currency, event.starts_on)
    return None if event.cost is None or rate is None else (event.cost * rate).quantize(CENT)


def _is_of_accounts(question: Question) -> bool:
    return question.scope.kind in {ScopeKind.ACCOUNT, ScopeKind.GROUP}


def _hosted(question: Question) -> Q:
    """A person's or a team's events are those they host."""
    if question.scope.kind == ScopeKind.USER:
        return Q(owner=question.scope.pk)
    if question.scope.kind == ScopeKind.TEAM:
        team = Team.objects.filter(pk=question.scope.pk).first()
        return Q(owner__in=User.objects.in_team(team).values("pk")) if team else Q(pk__in=[])
    return Q()


def _from(question: Question) -> Q:
    """An account's guests are those who came from there then."""
    if question.scope.kind == ScopeKind.ACCOUNT:
        return Q(account=question.scope.pk)
    return Q(account__in=group_of(question.scope.pk)) if question.scope.kind == ScopeKind.GROUP else Q()


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise Invalid(gettext_noop("“%(text)s” is not the number of an event."), text=text)
    return int(text)
