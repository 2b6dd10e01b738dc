"""Those of an account's people who decide, or stand in the way of it."""

from __future__ import annotations

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.workspace.models import User

DECIDING = (
    BuyingRole.APPROVER,
    BuyingRole.DECISION_MAKER,
    BuyingRole.INFLUENCER_A,
    BuyingRole.TECHNICAL_GATEKEEPER,
    BuyingRole.FINANCIAL_GATEKEEPER,
    BuyingRole.PURCHASER,
    BuyingRole.BLOCKER,
)
MOST = 12


def deciders_of(account: Account, user: User) -> list[Contact]:
    rows = Contact.objects.visible_to(user).present().filter(account=account, left_on=None)
    deciding = rows.filter(pk__in=Contact.objects.filter(account=account, roles__role__in=DECIDING).values("pk"))
    return list(deciding.prefetch_related("roles").order_by("name")[:MOST])
