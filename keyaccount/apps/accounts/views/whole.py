"""The switch on an account's page: this company alone, or the whole group below it."""

from __future__ import annotations

from django.http import HttpRequest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.figures import Scope, ScopeKind

OF = "of"
GROUP = "group"


def is_whole(request: HttpRequest) -> bool:
    return request.GET.get(OF) == GROUP


def scope_of(request: HttpRequest, account: Account) -> Scope:
    kind = ScopeKind.GROUP if is_whole(request) else ScopeKind.ACCOUNT
    return Scope(kind, account.pk, str(account))


def companies_of(request: HttpRequest, account: Account) -> tuple[int, ...]:
    """The ids of the companies that the page is about."""
    return group_of(account.pk) if is_whole(request) else (account.pk,)
