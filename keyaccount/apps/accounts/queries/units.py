"""The business units of accounts."""

from __future__ import annotations

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotAllowed, NotFound


def units_of(account: Account) -> QuerySet[BusinessUnit]:
    return BusinessUnit.objects.present().filter(account=account)


def unit_to_write(user: User, unit_id: int) -> BusinessUnit:
    """NotAllowed for someone who may only see it."""
    rows = BusinessUnit.objects.select_related("account")
    found: BusinessUnit | None = rows.visible_to(user).filter(pk=unit_id).first()
    if found is None:
        raise NotFound
    if not BusinessUnit.objects.writable_by(user).filter(pk=unit_id).exists():
        raise NotAllowed
    return found
