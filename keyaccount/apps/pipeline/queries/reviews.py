"""Lost deals that were looked back on: with a reason and with what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity, Status
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.hygiene import Kept

REVIEWED = ~Q(close_reason=None) & ~Q(close_note="")


def judge(viewer: User, accounts: QuerySet[Account], day: date) -> Mapping[int, Kept]:
    """Of all deals lost up to the day."""
    deals = Opportunity.objects.visible_to(viewer).present().filter(account__in=accounts.order_by().values("pk"))
    lost = deals.filter(status=Status.LOST, closed_on__lte=day).order_by().values("account")
    found = lost.annotate(of=Count("pk"), kept=Count("pk", filter=REVIEWED)).values_list("account", "kept", "of")
    return {pk: Kept(kept, of) for pk, kept, of in found}
