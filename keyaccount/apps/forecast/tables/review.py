"""The review of the week: what each team and person is to reach, has closed, expects, misses and needs a week."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.review import (
    DueDeal,
    Seller,
    Sums,
    due_deals,
    sums_by_seller,
    targets_of_many,
    week_of,
)
from keyaccount.apps.forecast.queries.rollup import rollups
from keyaccount.apps.forecast.queries.sellers import people_named, question_of
from keyaccount.apps.forecast.tables.frame import teams_seen
from keyaccount.apps.pipeline.models import TargetScope
from keyaccount.apps.workspace.models import Team, User
from keyaccount.figures import Figure, Question, Scope, ScopeKind, compute, stated
from keyaccount.figures.figure import Value
from keyaccount.formulas import forecast
from keyaccount.formulas.targets import needed_per_week, weeks_left
from keyaccount.kernel.period import Period
from keyaccount.kernel.share import share

MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """owner: a team, a person, or None for all that is asked for. closed_share: of the target, for the bar."""

    owner: Team | User | None
    depth: int
    target: Figure
    closed: Figure
    this_week: Figure
    in_sight: Figure
    coverage: Figure
    gap: Figure
    needed: Figure
    due: Figure
    closed_share: Decimal | None
    link: str

    @property
    def is_team(self) -> bool:
        return isinstance(self.owner, Team)


@dataclass(frozen=True, slots=True)
class Review:
    """left: how many more people there are, of whom only the teams and the total tell."""

    week: Period
    weeks_left: int
    total: Line
    lines: Sequence[Line]
    left: int
    due: Sequence[DueDeal]
    amounts: Sequence[Value]


def review(asked: Asked) -> Review:
    question, workspace = asked.question, asked.workspace
    found = sums_by_seller(question, workspace)
    people, left = _people(asked, found)
    teams = _teams(question)
    targets = targets_of_many([team.pk for team in teams], [one.pk for one in people], question, workspace)
    total = _total(found, asked)
    lines = _tree(teams, people, found, targets, asked)
    amounts = [line.target.value for line in (total, *lines)] + [line.in_sight.value for line in (total, *lines)]
    weeks = weeks_left(asked.period.days_left(question.as_of))
    return Review(week_of(question.as_of), weeks, total, lines, left, due_deals(question, workspace), amounts)


def weeks_around(asked: Asked) -> tuple[str, str]:
    """The links to the end of the week before and of the week after; none into the future."""
    day, today = asked.question.as_of, asked.question.today
    week = week_of(day)
    after = min(week.end + timedelta(days=7), today)
    return _on(week.start - timedelta(days=1), asked), _on(after, asked) if day < today else ""


def _on(day: date, asked: Asked) -> str:
    return asked.link(as_of="" if day >= asked.question.today else day.isoformat())


def _people(asked: Asked, found: Mapping[Seller, Sums]) -> tuple[list[User], int]:
    """Those of the scope who sell, and whoever has something in it; in the order of the roll-up, others by name."""
    ranked = {one.person.pk: one.person for one in rollups(asked.question, asked.workspace)}
    others = people_named({who.owner for who in found} - ranked.keys()).values()
    ordered = [*ranked.values(), *sorted(others, key=lambda one: one.display_name)]
    return ordered[:MOST_PEOPLE], len(ordered[MOST_PEOPLE:])


def _teams(question: Question) -> list[Team]:
    """The teams of the scope that the reader sees, from the top down; none where one person is asked for."""
    if question.scope.kind is ScopeKind.USER:
        return []
    seen = teams_seen(question.viewer)
    if question.scope.kind is not ScopeKind.TEAM:
        return seen
    top = next((team for team in seen if team.pk == question.scope.pk), None)
    return [team for team in seen if top is not None and team != top and team.path.startswith(top.path)]


def _tree(
    teams: Sequence[Team],
    people: Iterable[User],
    found: Mapping[Seller, Sums],
    targets: Mapping[tuple[TargetScope, int], Decimal | None],
    asked: Asked,
) -> list[Line]:
    """Each team with its people below it; people of no team shown come first."""
    shown = {team.pk for team in teams}
    by_team: dict[int | None, list[Line]] = {}
    depths = _depths(teams)
    for one in people:
        home = one.team_id if one.team_id in shown else None
        target = targets.get((TargetScope.USER, one.pk))
        depth = depths[home] + 1 if home else 0
        by_team.setdefault(home, []).append(_of_person(one, depth, found, target, asked))
    lines = by_team.get(None, [])
    for team in teams:
        target = targets.get((TargetScope.TEAM, team.pk))
        below = {each.pk for each in teams if each.path.startswith(team.path)}
        line = replace(_of_team(team, below, found, target, asked), depth=depths[team.pk])
        lines = [*lines, line, *by_team.get(team.pk, [])]
    return lines


def _depths(teams: Sequence[Team]) -> dict[int | None, int]:
    levels = {team.pk: team.path.count("/") for team in teams}
    top = min(levels.values(), default=0)
    return {pk: min(level - top, 3) for pk, level in levels.items()}


def _of_person(one: User, depth: int, found: Mapping[Seller, Sums], target: Decimal | None, asked: Asked) -> Line:
    sums = _summed(found, lambda who: who.owner == one.pk)
    return _line(one, depth, sums, target, replace(asked, question=question_of(one, asked.question)))


def _of_team(team: Team, below: set[int], found: Mapping[Seller, Sums], target: Decimal | None, asked: Asked) -> Line:
    sums = _summed(found, lambda who: who.team in below)
    question = replace(asked.question, scope=Scope(ScopeKind.TEAM, team.pk, team.name))
    return _line(team, 0, sums, target, replace(asked, question=question))


def _link(owner: Team | User | None, asked: Asked) -> str:
    if isinstance(owner, Team):
        return asked.link(owner="", team=str(owner.pk))
    return asked.link(owner=str(owner.pk)) if owner else asked.link()


def _total(found: Mapping[Seller, Sums], asked: Asked) -> Line:
    target = compute("sales.target", asked.question).value
    sums = _summed(found, lambda who: True)
    return _line(None, 0, sums, target if isinstance(target, Decimal) else None, asked)


def _summed(found: Mapping[Seller, Sums], whose: Callable[[Seller], bool]) -> Sums:
    return sum((sums for who, sums in found.items() if whose(who)), Sums())


def _line(owner: Team | User | None, depth: int, sums: Sums, target: Decimal | None, asked: Asked) -> Line:
    question = asked.question
    week = question.during(week_of(question.as_of))
    weeks = weeks_left(asked.period.days_left(question.as_of))
    currency, start = asked.workspace.base_currency, asked.workspace.fiscal_year_start
    closed, weighted = sums.closed.amount, sums.weighted.amount
    against = target if sums.is_known else None

    def figure(key: str, value: Value, of: Question = question) -> Figure:
        return stated(key, of, value, currency=currency, fiscal_start=start)

    return Line(
        owner=owner,
        depth=depth,
        target=figure("sales.target", target),
        closed=figure("sales.closed", sums.closed.value),
        this_week=figure("sales.closed", sums.this_week.value, week),
        in_sight=figure("sales.in_sight", closed + weighted if sums.is_known else None),
        coverage=figure("pipeline.coverage", forecast.coverage(closed, weighted, against)),
        gap=figure("sales.gap", forecast.gap(against, closed, weighted)),
        needed=figure("sales.needed_per_week", needed_per_week(target, sums.closed.value, weeks)),
        due=figure("pipeline.due_not_closed", sums.due, week),
        closed_share=share(sums.closed.value, target),
        link=_link(owner, asked),
    )
