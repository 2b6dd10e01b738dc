"""The accounts that a figure speaks of: those of its scope that the asker sees and that stood on its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.apps.accounts.queries.listing import accounts_of_text, narrowed
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Team, User, Workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind


def accounts_in(question: Question, workspace: Workspace) -> QuerySet[Account]:
    """Owners are those of today, whatever day is asked: who may see an account is decided now."""
    narrowing = narrowed(question.filters, question.viewer)
    rows = Account.objects.visible_to(question.viewer).filter(in_scope(question.scope), narrowing)
    if "accounts" in question.filters:
        rows = rows.filter(pk__in=accounts_of_text(question.filters["accounts"]).order_by().values("pk"))
    end = clock.end_of(question.as_of, workspace.zone)
    return rows.filter(_standing(end))


def scope_asked(asked: Mapping[str, str], user: User) -> Scope:
    """As the address of a page says whose accounts: `whose=mine`, `whose=team`, or all that the reader sees."""
    if asked.get("whose") == "mine":
        return Scope(ScopeKind.USER, user.pk, user.display_name)
    if asked.get("whose") == "team" and user.team is not None:
        return Scope(ScopeKind.TEAM, user.team.pk, user.team.name)
    return COMPANY


def in_scope(scope: Scope) -> Q:
    if scope.kind == ScopeKind.ACCOUNT:
        return Q(pk=scope.pk)
    if scope.kind == ScopeKind.GROUP:
        return Q(pk__in=group_of(scope.pk))
    if scope.kind == ScopeKind.USER:
        return Q(owner=scope.pk)
    if scope.kind == ScopeKind.TEAM:
        team = Team.objects.filter(pk=scope.pk).first()
        return Q(owner__in=User.objects.in_team(team).values("pk")) if team else Q(pk__in=[])
    return Q()


def _standing(end: datetime) -> Q:
    return Q(created_at__lt=end) & (Q(archived_at=None) | Q(archived_at__gte=end))
