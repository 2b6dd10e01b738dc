"""What a target becomes in its parts: of a year its quarters, its months, or those below; of a quarter its months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db.models import Sum, TextChoices
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Place, StateStatus, Target
from keyaccount.apps.pipeline.queries.sales import orders
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.pipeline.queries.targets import calendar_month, month_number, period_of
from keyaccount.apps.pipeline.queries.year_targets import Owner, Row, rows_of_year
from keyaccount.apps.workspace.models import Team, User, Workspace
from keyaccount.figures import Question
from keyaccount.formulas.targets import MONTHS, QUARTERS, months_of, seasonal_weights, spread
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period

YEARS_LOOKED_AT = 3
ONE, ZERO = Decimal(1), Decimal(0)


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


@dataclass(frozen=True, slots=True)
class Part:
    """name: of the team or person, the quarter, or the month."""

    place: Place
    name: str
    before: Decimal | None
    after: Decimal

    @property
    def changes(self) -> bool:
        return self.before != self.after and not (self.before is None and self.after == 0)


@dataclass(frozen=True, slots=True)
class Spread:
    whole: Decimal
    parts: tuple[Part, ...]

    @property
    def mark(self) -> str:
        """Tells whether what is written is what was shown."""
        told = "|".join(f"{part.place.text}={part.before}>{part.after}" for part in self.parts)
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def amounts(self) -> dict[Place, Decimal | None]:
        return {part.place: part.after for part in self.parts if part.changes}


def spread_of(owner: Owner, question: Question, workspace: Workspace, into: Into, way: Way) -> Spread:
    """Raises Invalid where there is nothing to spread, or not in this way. The question's period is the fiscal year."""
    year = fiscal_year_of(question)
    rows = {row.owner: row for row in rows_of_year(question.viewer, year)}
    whole = _whole(rows.get(owner), into.quarter)
    places = _places(owner, year, into, workspace, {each: name_of(each) for each in rows})
    if not places:
        raise Invalid(_("There is no team and no person below, so there is nobody to give parts to."))
    before = _held(places)
    fixed = _over(places, before, question.as_of, workspace) if way is Way.OPEN else {}
    found = spread(whole, _weights(places, before, question, workspace, way), fixed)
    if found is None:
        raise Invalid(_("The periods that are over already come to more than the whole, or none is left."))
    return Spread(whole, tuple(Part(place, name, before.get(place), found[place]) for place, name in places.items()))


def _whole(row: Row | None, quarter: int | None) -> Decimal:
    if row is not None and quarter and (found := row.of_year.quarter(quarter)) is not None:
        return found
    if quarter:
        raise Invalid(_("Set the target of the quarter first: it is what its months sum to."))
    whole = (row.own_year.amount if row.own_year else row.year) if row else None
    if whole is None:
        raise Invalid(_("Set the target of the year first: it is what the parts sum to."))
    return whole


def fiscal_year_of(question: Question) -> int:
    return question.period.start.year if question.period else question.as_of.year


def name_of(owner: Owner) -> str:
    return owner.display_name if isinstance(owner, User) else str(owner or "")


def _places(owner: Owner, year: int, into: Into, workspace: Workspace, seen: Mapping[Owner, str]) -> dict[Place, str]:
    if into is Into.QUARTERS:
        return {Place(owner, year, quarter): f"Q{quarter}" for quarter in QUARTERS}
    if into is Into.MONTHS or into.quarter:
        numbers = months_of(into.quarter) if into.quarter else MONTHS
        places = [Place(owner, year, month=calendar_month(number, workspace)) for number in numbers]
        return {place: period_of(place, workspace).label(workspace.fiscal_year_start) for place in places}
    return {Place(each, year): name for each, name in seen.items() if _stands_below(each, owner)}


def _stands_below(one: Owner, owner: Owner) -> bool:
    """Directly: a team of the company or of a team, a person of a team."""
    if isinstance(one, Team):
        return one.parent_id == (owner.pk if isinstance(owner, Team) else None) and not isinstance(owner, User)
    return isinstance(one, User) and isinstance(owner, Team) and one.team_id == owner.pk


def _held(places: Mapping[Place, str]) -> dict[Place, Decimal]:
    rows = Target.objects.filter(place__in=[place.text for place in places], valid_to=None)
    amounts = dict(rows.order_by().values_list("place", "amount"))
    return {place: amounts[place.text] for place in places if place.text in amounts}


def _over(
    places: Mapping[Place, str], before: Mapping[Place, Decimal], day: date, workspace: Workspace
) -> dict[Place, Decimal]:
    """The parts whose period is over keep what they have; one that had none gets none."""
    ended = [place for place in places if period_of(place, workspace).end < day]
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
