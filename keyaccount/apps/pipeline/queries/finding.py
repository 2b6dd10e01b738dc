"""Deals by a part of their name, by pinyin or initials; then the open ones of the accounts that fit."""

from __future__ import annotations

from django.db.models import F

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.searching import best_matches

ACCOUNTS = 5


def deals_called(user: User, query: str, limit: int) -> list[Opportunity]:
    rows = Opportunity.objects.visible_to(user).present().select_related("account", "stage")
    found = best_matches(rows, query, limit)
    if len(found) >= limit:
        return found
    known = {deal.pk for deal in found}
    accounts = best_matches(Account.objects.visible_to(user).present().only("pk"), query, ACCOUNTS)
    ids = [account.pk for account in accounts]
    theirs = rows.open().filter(account__in=ids).order_by(F("amount").desc(nulls_last=True), "pk")[:limit]
    return [*found, *(deal for deal in theirs if deal.pk not in known)][:limit]
