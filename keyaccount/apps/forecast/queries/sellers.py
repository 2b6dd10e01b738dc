"""The people of the scope who sell, and what each of them is to reach in the period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from django.db.models import QuerySet

from keyaccount.apps.pipeline.models import Measure, Target, TargetScope
from keyaccount.apps.pipeline.queries.narrowing import teams_below
from keyaccount.apps.pipeline.queries.targets import amount_of, fiscal_year
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Reach, User, Workspace
from keyaccount.figures import Question, Scope, ScopeKind, memo


@memo.once
def sellers(question: Question) -> list[User]:
    """Those of the scope that the viewer may ask about."""
    return list(_of_scope(sellers_seen(question.viewer), question.scope).select_related("team", "role"))


def sellers_seen(viewer: User) -> QuerySet[User]:
    """Those within the viewer's reach who write records of their own and may sign in."""
    people: QuerySet[User] = User.objects.people().filter(is_active=True)
    if viewer.people_in_reach is not None:
        people = people.filter(pk__in=viewer.people_in_reach)
    return people.exclude(role__writes=Reach.NOTHING).exclude(role__may_administer=True)


def people_named(ids: Iterable[int]) -> Mapping[int, User]:
    return {person.pk: person for person in User.objects.filter(pk__in=list(ids)).select_related("team", "role")}


def targets_of(people: Iterable[int], question: Question, workspace: Workspace) -> Mapping[int, Decimal | None]:
    """The target of each in the question's period, as it held on its day: `sales.target`, for all in one query."""
    if question.period is None:
        return {}
    moment = clock.end_of(question.as_of, workspace.zone)
    held = Target.objects.visible_to(question.viewer).until(moment)
    held = held.filter(scope=TargetScope.USER, user__in=list(people), year=fiscal_year(question.period, workspace))
    held = held.filter(measure=Measure.REVENUE)
    found: dict[int, list[Target]] = {}
    for target in held.order_by():
        found.setdefault(target.user_id or 0, []).append(target)
    return {who: amount_of(targets, question.period, workspace) for who, targets in found.items()}


def question_of(person: User, question: Question) -> Question:
    """The same asked of one person; where a team was asked for, of what they have in that team."""
    if question.scope.kind == ScopeKind.USER:
        return question
    own = replace(question, scope=Scope(ScopeKind.USER, person.pk, person.display_name))
    return own.narrowed(team=str(question.scope.pk)) if question.scope.kind == ScopeKind.TEAM else own


def _of_scope(people: QuerySet[User], scope: Scope) -> QuerySet[User]:
    if scope.kind == ScopeKind.TEAM:
        return people.filter(team_id__in=teams_below(scope.pk))
    return people.filter(pk=scope.pk) if scope.kind == ScopeKind.USER else people
