"""The card that held on a day, what the records say of its measures, and what people read off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Count, Q

from keyaccount.apps.pipeline.figures.periods import YEAR, last_year
from keyaccount.apps.portfolio.models import MeasureReading, StanceCard
from keyaccount.apps.portfolio.queries.profit import yields
from keyaccount.apps.portfolio.queries.resources import uses, visits_asked, visits_planned
from keyaccount.apps.portfolio.queries.revenue import revenue_by_account
from keyaccount.apps.portfolio.queries.segments import standings
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import COMPANY, Question, memo
from keyaccount.formulas.scorecard import ATTACK, DEFEND, Card
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.period import Period
from keyaccount.kernel.share import share

USUAL: Mapping[str, Card] = {Stance.ATTACK: ATTACK, Stance.DEFEND: DEFEND}
FIRST = date(1970, 1, 1)
Money = Mapping[int | None, Decimal]


@memo.once
def card_at(stance: Stance, day: date) -> Card:
    """What the workspace had set by the end of the day; the usual card while it had set none."""
    moment = clock.end_of(day, load_workspace().zone)
    rows = StanceCard.objects.filter(stance=stance, valid_from__lt=moment).prefetch_related("measures")
    found = rows.order_by("-valid_from", "-pk").first()
    return found.content if found else USUAL.get(stance, {})


@memo.once
def readings_at(day: date) -> Mapping[tuple[str, str], MeasureReading]:
    """Stance and measure → the reading of the last quarter that had begun; of one quarter the last one written."""
    moment = clock.end_of(day, load_workspace().zone)
    rows = MeasureReading.objects.filter(quarter__lte=day, created_at__lt=moment).select_related("author")
    return {(one.stance, one.key): one for one in rows.order_by("quarter", "pk")}


@memo.once
def live_values(question: Question, stance: Stance) -> Mapping[str, Decimal | None]:
    """What the records say of the stance's accounts that the viewer sees, over the 365 days up to the day."""
    asked = question.during(last_year(question))
    mine = frozenset(one.account for one in uses(asked).within(stance))
    return {**_sales(asked, mine), **_margins(asked, mine), **_care(asked, mine)}


def _sales(question: Question, mine: frozenset[int]) -> Mapping[str, Decimal | None]:
    now, before, ever = (_revenue(question, period) for period in _periods(question))
    brought, earlier = _of(now, mine), _of(before, mine)
    kept = sum(1 for pk in mine if pk in before and pk in now)
    return {
        "revenue_growth": share(brought - earlier, earlier),
        "new_customers": Decimal(sum(1 for pk in mine if pk in now and pk not in ever)),
        "customers_kept": share(kept, sum(1 for pk in mine if pk in before)),
    }


def _periods(question: Question) -> tuple[Period, Period, Period]:
    """These 365 days, those before, and all the time before these."""
    now = last_year(question)
    ends = now.start - timedelta(days=1)
    return now, Period(now.start - YEAR, ends), Period(FIRST, ends)


def _revenue(question: Question, period: Period) -> Money:
    return revenue_by_account(_company(question).during(period), load_workspace())


def _company(question: Question) -> Question:
    return replace(question, scope=COMPANY, since=None, filters=MappingProxyType({}))


def _of(amounts: Money, mine: frozenset[int]) -> Decimal:
    return sum((amounts.get(pk, Decimal(0)) for pk in mine), Decimal(0))


def _margins(question: Question, mine: frozenset[int]) -> Mapping[str, Decimal | None]:
    """Growth over the accounts whose margins are known in both years; nothing for who does not see margins."""
    spent = [one for one in uses(question) if one.account in mine and one.money is not None]
    cost = share(sum((one.money or 0 for one in spent), Decimal(0)), sum((one.revenue for one in spent), Decimal(0)))
    if not question.viewer.sees_group("margin"):
        return {"selling_cost": None, "margin_growth": None}
    now, before = (
        {pk: one.profit for pk, one in yields(_company(question).during(period), load_workspace()).items()}
        for period in _periods(question)[:2]
    )
    known = [pk for pk in mine if now.get(pk) is not None and before.get(pk) is not None]
    earlier = sum((before[pk] or Decimal(0) for pk in known), Decimal(0))
    grown = sum((now[pk] or Decimal(0) for pk in known), Decimal(0)) - earlier
    return {"selling_cost": cost if spent else None, "margin_growth": share(grown, earlier) if earlier > 0 else None}


def _care(question: Question, mine: frozenset[int]) -> Mapping[str, Decimal | None]:
    rows = visits_asked(question).exclude(account=None).order_by().values_list("account_id")
    told = rows.annotate(made=Count("pk"), full=Count("pk", filter=~Q(purpose="") & ~Q(result="")))
    visits = {account: (made, full) for account, made, full in told if account in mine}
    plans = {pk: wanted for pk, wanted in visits_planned(question).items() if pk in mine}
    made = Decimal(sum(visits.get(pk, (0, 0))[0] for pk in plans))
    since = question.as_of - YEAR
    fresh = sum(1 for one in standings(question) if one.account_id in mine and one.said and one.said.on > since)
    return {
        "visits_reported": share(sum(one[1] for one in visits.values()), sum(one[0] for one in visits.values())),
        "visits_planned": share(made, sum(plans.values(), Decimal(0))),
        "segmentation": share(fresh, len(mine)),
    }
