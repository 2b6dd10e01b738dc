"""The accounts that a question is about: of its scope, that its viewer sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.apps.accounts.queries.listing import accounts_of_text
from keyaccount.apps.pipeline.queries.narrowing import teams_below
from keyaccount.figures import Question, Scope, ScopeKind, memo


@memo.once
def accounts_asked(question: Question) -> frozenset[int]:
    return frozenset(_rows(question, Account.objects.visible_to(question.viewer)))


@memo.once
def accounts_outside(question: Question) -> frozenset[int]:
    """Those of the scope that the viewer does not see."""
    if question.viewer.people_in_reach is None:
        return frozenset()
    return frozenset(_rows(question, Account.objects.all())) - accounts_asked(question)


def _rows(question: Question, rows: QuerySet[Account]) -> QuerySet[Account, int]:
    found = rows.filter(of_scope(question.scope)).order_by()
    if accounts := question.filters.get("accounts"):
        found = found.filter(pk__in=accounts_of_text(accounts).order_by().values("pk"))
    return found.values_list("pk", flat=True)


def of_scope(scope: Scope) -> Q:
    if scope.kind == ScopeKind.TEAM:
        return Q(owner__team_id__in=teams_below(scope.pk))
    if scope.kind == ScopeKind.USER:
        return Q(owner_id=scope.pk)
    if scope.kind == ScopeKind.ACCOUNT:
        return Q(pk=scope.pk)
    if scope.kind == ScopeKind.GROUP:
        return Q(pk__in=group_of(scope.pk))
    return Q()
