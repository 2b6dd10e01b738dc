"""What a target becomes in its parts: of a year its quarters, its months, or those below; of a quarter its months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db.models import Sum, TextChoices
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Measure, Owner, Place, StateStatus, Target
from keyaccount.apps.pipeline.queries.sales import orders
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.pipeline.queries.target_parts import name_of, stands_below
from keyaccount.apps.pipeline.queries.targets import calendar_month, month_number, period_of_target
from keyaccount.apps.pipeline.queries.year_targets import Row, row_of, rows_of_year
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question
from keyaccount.formulas.targets import CENT, MONTHS, QUARTERS, months_of, seasonal_weights, split, spread
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period

YEARS_LOOKED_AT = 3
ONE, ZERO = Decimal(1), Decimal(0)
HUNDRED, HUNDREDTH = Decimal(100), Decimal("0.01")
Typed = Sequence[Decimal | None]


class Into(TextChoices):
    QUARTERS = "quarters", _("Its four quarters")
    MONTHS = "months", _("Its twelve months")
    BELOW = "below", _("The teams and people below")
    Q1 = "q1", _("The three months of Q1")
    Q2 = "q2", _("The three months of Q2")
    Q3 = "q3", _("The three months of Q3")
    Q4 = "q4", _("The three months of Q4")

    @property
    def quarter(self) -> int | None:
        """The quarter whose target is spread, where it is not that of the year."""
        return int(self[1]) if self.startswith("q") and len(self) == len("q1") else None


class Way(TextChoices):
    KEEP = "keep", _("Keep the proportions of the parts")
    EVEN = "even", _("Evenly")
    SEASON = "season", _("By season: as past years came in")
    OPEN = "open", _("Only over the periods that are not over")
    SHARES = "shares", _("By hand: the share of each part, in percent")
    AMOUNTS = "amounts", _("By hand: the amount of each part")

    @property
    def by_hand(self) -> bool:
        return self in {Way.SHARES, Way.AMOUNTS}


@dataclass(frozen=True, slots=True)
class Part:
    """name: of the team or person, the quarter, or the month; typed: what was written by hand for it.

    after: None as long as what is written by hand does not come to the whole.
    """

    place: Place
    name: str
    before: Decimal | None
    after: Decimal | None
    typed: Decimal | None = None

    @property
    def changes(self) -> bool:
        return self.before != self.after and not (self.before is None and self.after == 0)


@dataclass(frozen=True, slots=True)
class Spread:
    """left: what is still to be shared out, of 100 % or of the whole; below 0 it is too much."""

    whole: Decimal
    parts: tuple[Part, ...]
    left: Decimal = Decimal(0)

    @property
    def told(self) -> Decimal:
        """What is written by hand in all."""
        return sum((part.typed or ZERO for part in self.parts), ZERO)

    @property
    def over(self) -> Decimal:
        return -self.left

    @property
    def mark(self) -> str:
        """Tells whether what is written stands on what was shown; the parts follow from it and from what was asked."""
        told = "|".join(f"{part.place.text}={part.before}" for part in self.parts) + f"|{self.whole}"
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def amounts(self) -> dict[Place, Decimal | None]:
        return {part.place: part.after for part in self.parts if part.changes and part.after is not None}


def spread_of(
    owner: Owner,
    question: Question,
    workspace: Workspace,
    into: Into,
    way: Way,
    *,
    measure: Measure = Measure.REVENUE,
    typed: Typed = (),
) -> Spread:
    """Raises Invalid where there is nothing to spread, or not in this way. The question's period is the fiscal year.

    typed: what is written by hand, a part each; without it the parts start from the proportions they have.
    """
    year = fiscal_year_of(question)
    whole = _whole(row_of(owner, year, measure), into.quarter)
    places = _places(owner, into, question, workspace, measure)
    if not places:
        raise Invalid(_("There is no team and no person below, so there is nobody to give parts to."))
    before = _held(places)
    unit = CENT if measure.is_money else ONE
    if way.by_hand:
        return _by_hand(whole, places, before, way, typed, unit)
    fixed = _over(places, before, question.as_of, workspace) if way is Way.OPEN else {}
    found = spread(whole, _weights(places, before, question, workspace, way), fixed, unit)
    if found is None:
        raise Invalid(_("The periods that are over already come to more than the whole, or none is left."))
    return Spread(whole, tuple(Part(place, name, before.get(place), found[place]) for place, name in places.items()))


def _by_hand(
    whole: Decimal, places: Mapping[Place, str], before: Mapping[Place, Decimal], way: Way, typed: Typed, unit: Decimal
) -> Spread:
    """Shares come to 100 % and amounts to the whole, or nothing can be written."""
    full, step = (HUNDRED, HUNDREDTH) if way is Way.SHARES else (whole, unit)
    kept = {place: before.get(place, ZERO) if before else ONE for place in places}
    given = list(typed) if len(typed) == len(places) else list(split(full, kept, step).values())
    if any(amount is not None and amount % step for amount in given):
        raise Invalid(_("New customers are counted: write whole numbers."))
    written = dict(zip(places, given, strict=True))
    left = full - sum((amount or ZERO for amount in given), ZERO)
    after = spread(whole, {place: amount or ZERO for place, amount in written.items()}, unit=unit) if not left else None
    parts = [Part(place, name, before.get(place), (after or {}).get(place), written[place])
             for place, name in places.items()]  # fmt: skip
    return Spread(whole, tuple(parts), left)


def _whole(row: Row, quarter: int | None) -> Decimal:
    if quarter and (found := row.of_year.quarter(quarter)) is not None:
        return found
    if quarter:
        raise Invalid(_("Set the target of the quarter first: it is what its months sum to."))
    if row.year is None:
        raise Invalid(_("Set the target of the year first: it is what the parts sum to."))
    return row.year


def fiscal_year_of(question: Question) -> int:
    return question.period.start.year if question.period else question.as_of.year


def _places(owner: Owner, into: Into, question: Question, workspace: Workspace, measure: Measure) -> dict[Place, str]:
    year = fiscal_year_of(question)
    if into is Into.QUARTERS:
        return {Place(owner, year, quarter, measure=measure): f"Q{quarter}" for quarter in QUARTERS}
    if into is Into.MONTHS or into.quarter:
        numbers = months_of(into.quarter) if into.quarter else MONTHS
        places = [Place(owner, year, month=calendar_month(number, workspace), measure=measure) for number in numbers]
        return {place: period_of_target(place, workspace).label(workspace.fiscal_year_start) for place in places}
    seen = [row.owner for row in rows_of_year(question.viewer, year, measure)]
    return {Place(each, year, measure=measure): name_of(each) for each in seen if stands_below(each, owner)}


def _held(places: Mapping[Place, str]) -> dict[Place, Decimal]:
    rows = Target.objects.filter(place__in=[place.text for place in places], valid_to=None)
    amounts = dict(rows.order_by().values_list("place", "amount"))
    return {place: amounts[place.text] for place in places if place.text in amounts}


def _over(
    places: Mapping[Place, str], before: Mapping[Place, Decimal], day: date, workspace: Workspace
) -> dict[Place, Decimal]:
    """The parts whose period is over keep what they have; one that had none gets none."""
    ended = [place for place in places if period_of_target(place, workspace).end < day]
    return {place: before.get(place, ZERO) for place in ended}


def _weights(
    places: Mapping[Place, str], before: Mapping[Place, Decimal], question: Question, workspace: Workspace, way: Way
) -> dict[Place, Decimal]:
    if way is Way.EVEN or (way is not Way.SEASON and not before):
        return dict.fromkeys(places, ONE)
    if way is not Way.SEASON:
        return {place: before.get(place, ZERO) for place in places}
    season = seasonal_weights(_past_years(question, workspace))
    if season is None:
        raise Invalid(_("Season needs two whole past years with closed revenue; until then spread evenly or by hand."))
    return {place: _season_of(place, season, workspace) for place in places}


def _season_of(place: Place, season: Mapping[int, Decimal], workspace: Workspace) -> Decimal:
    if place.month:
        return season[month_number(place.month, workspace)]
    if place.quarter:
        return sum((season[number] for number in months_of(place.quarter)), ZERO)
    raise Invalid(_("Season is for quarters and months; spread to teams and people evenly or by proportions."))


def _past_years(question: Question, workspace: Workspace) -> list[dict[int, Decimal]]:
    """Closed revenue by month of the fiscal year, in the whole fiscal years before."""
    start, year = workspace.fiscal_year_start, fiscal_year_of(question)
    years = [Period.year(year - back, start) for back in range(1, YEARS_LOOKED_AT + 1)]
    whole = [one for one in years if one.end < question.as_of]
    if not whole:
        return []
    asked = question.during(Period(whole[-1].start, whole[0].end))
    found = [{} for _one in whole]  # type: list[dict[int, Decimal]]
    won = closed_states(asked, workspace, StateStatus.WON).order_by().values_list(TruncMonth("closed_on"))
    ordered = orders(asked).order_by().values_list(TruncMonth("ordered_on"))
    for rows in (won, ordered):
        for month, amount in rows.annotate(sum=Sum("base_amount")):
            place = next(index for index, one in enumerate(whole) if one.contains(month))
            number = month_number(month.month, workspace)
            found[place][number] = found[place].get(number, ZERO) + (amount or ZERO)
    return found
