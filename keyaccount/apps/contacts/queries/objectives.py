"""The visits of a year that said beforehand what they were for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.hygiene import Kept

YEAR = timedelta(days=365)


def judge(viewer: User, accounts: QuerySet[Account], day: date) -> Mapping[int, Kept]:
    """Of visits in the 365 days up to the day, that day counted: how many have a purpose written."""
    visits = Visit.objects.visible_to(viewer).present().filter(account__in=accounts.order_by().values("pk"))
    made = visits.filter(made_on__gt=day - YEAR, made_on__lte=day).order_by().values("account")
    found = made.annotate(of=Count("pk"), kept=Count("pk", filter=~Q(purpose=""))).values_list("account", "kept", "of")
    return {pk: Kept(kept, of) for pk, kept, of in found}
