"""Introductions as a reader may see them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from keyaccount.apps.contacts.models import Referral
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotAllowed, NotFound

ENDS = ("by_contact__account", "by_user", "account", "contact__account")


def referrals_seen(user: User) -> QuerySet[Referral]:
    rows: QuerySet[Referral] = Referral.objects.visible_to(user).present().select_related(*ENDS)
    return rows


def of_account(user: User, account_id: int) -> QuerySet[Referral]:
    """Of the account and its people, and what its people introduced."""
    there = Q(account=account_id) | Q(contact__account=account_id) | Q(by_contact__account=account_id)
    return referrals_seen(user).filter(there)


def of_contact(user: User, contact_id: int) -> QuerySet[Referral]:
    return referrals_seen(user).filter(Q(contact=contact_id) | Q(by_contact=contact_id))


def referral_to_write(user: User, referral_id: int) -> Referral:
    referral: Referral | None = Referral.objects.visible_to(user).select_related(*ENDS).filter(pk=referral_id).first()
    if referral is None:
        raise NotFound
    if not Referral.objects.writable_by(user).filter(pk=referral_id).exists():
        raise NotAllowed
    return referral
