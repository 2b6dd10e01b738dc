"""The targets of one fiscal year for everyone whose targets the viewer sees, from one query; and their past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from keyaccount.apps.pipeline.models import Measure, Target, TargetScope
from keyaccount.apps.pipeline.queries.targets import year_of
from keyaccount.apps.workspace.models import Reach, Team, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.teams import team_tree
from keyaccount.formulas.targets import QUARTERS, YearOfTargets

Owner = Team | User | None


@dataclass(frozen=True, slots=True)
class Row:
    """owner: a team, a person, or None for the company; depth: down the tree; own_year: set for the year itself;
    of_year: the year with what its months and quarters come to."""

    owner: Owner
    depth: int
    quarters: dict[int, Target]
    own_year: Target | None
    of_year: YearOfTargets

    @property
    def scope(self) -> TargetScope:
        if self.owner is None:
            return TargetScope.COMPANY
        return TargetScope.TEAM if isinstance(self.owner, Team) else TargetScope.USER

    @property
    def key(self) -> int:
        return self.owner.pk if self.owner is not None else 0

    @property
    def amounts(self) -> dict[int, Decimal]:
        return {quarter: target.amount for quarter, target in self.quarters.items()}

    @property
    def year(self) -> Decimal | None:
        return self.of_year.year

    @property
    def off_by(self) -> Decimal | None:
        """What the four quarters are over (or under) the year's own target; None where that cannot be said."""
        return self.of_year.off_by


def rows_of_year(viewer: User, year: int) -> list[Row]:
    """The company for whoever sees everything; then each team with its people, as far as the viewer sees them."""
    held = _held(Target.objects.filter(year=year, measure=Measure.REVENUE, valid_to=None))
    rows = [_row(None, 0, held)] if viewer.people_in_reach is None else []
    people = _people_seen(viewer)
    for team in _teams_seen(viewer):
        rows.append(_row(team, team.depth, held))  # type: ignore[attr-defined]
        rows += [_row(person, team.depth + 1, held) for person in people.get(team.pk, [])]  # type: ignore[attr-defined]
    return rows + [_row(person, 0, held) for person in people.get(None, [])]


def row_of(owner: Owner, year: int) -> Row:
    mine = Q(team=owner) if isinstance(owner, Team) else Q(user=owner) if owner else Q(scope=TargetScope.COMPANY)
    return _row(
        owner, _depth_of(owner), _held(Target.objects.filter(mine, year=year, measure=Measure.REVENUE, valid_to=None))
    )


def sees_owner(viewer: User, owner: Owner) -> bool:
    if viewer.people_in_reach is None:
        return True
    if isinstance(owner, User):
        return owner.pk in viewer.people_in_reach
    return owner is not None and owner.pk in {team.pk for team in _teams_seen(viewer)}


def past_of(owner: Owner, year: int) -> list[Target]:
    """Every target that was set, newest first, also those that were changed or taken away since."""
    mine = Q(team=owner) if isinstance(owner, Team) else Q(user=owner) if owner else Q(scope=TargetScope.COMPANY)
    held = Target.objects.filter(mine, year=year, measure=Measure.REVENUE)
    return list(held.select_related("set_by").order_by("-valid_from", "-id"))


Held = dict[tuple[int | None, int | None], list[Target]]


def _held(targets: Iterable[Target]) -> Held:
    found: Held = {}
    for target in targets:
        found.setdefault((target.team_id, target.user_id), []).append(target)
    return {key: rows for key, rows in found.items() if key != (None, None)} | {
        (None, None): [row for row in found.get((None, None), []) if row.scope == TargetScope.COMPANY]
    }


def _row(owner: Owner, depth: int, held: Held) -> Row:
    key = (owner.pk if isinstance(owner, Team) else None, owner.pk if isinstance(owner, User) else None)
    mine = held.get(key, [])
    own = next((row for row in mine if not row.quarter and not row.month), None)
    quarters = {row.quarter: row for row in mine if row.quarter in QUARTERS}
    return Row(owner, depth, quarters, own, year_of(mine, workspace()))


def _depth_of(owner: Owner) -> int:
    """As in the whole list: a team by its way from the root, a person one below their team."""
    team = owner if isinstance(owner, Team) else owner.team if owner else None
    above = team.path.count("/") - 2 if team else 0
    return above + (team is not None and isinstance(owner, User))


def _teams_seen(viewer: User) -> list[Team]:
    tree = team_tree()
    if viewer.people_in_reach is None:
        return tree
    own = viewer.team
    return [] if own is None else [team for team in tree if team.path.startswith(own.path)]


def _people_seen(viewer: User) -> dict[int | None, list[User]]:
    """Those who sell (write records of their own) and may sign in, by team."""
    people = (
        User.objects.people().filter(is_active=True).exclude(role__writes=Reach.NOTHING).select_related("team", "role")
    )
    if viewer.people_in_reach is not None:
        people = people.filter(pk__in=viewer.people_in_reach)
    found: dict[int | None, list[User]] = {}
    for person in people.order_by("name"):
        if person.team_id is not None or not person.role.may_administer:
            found.setdefault(person.team_id, []).append(person)
    return found
