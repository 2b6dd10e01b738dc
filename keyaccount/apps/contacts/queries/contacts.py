"""One person, and the people around them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import reasons_to_see as reasons_to_see_account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.words import search_columns
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.searching import best_matches
from keyaccount.apps.workspace.visibility import Reason, owner_reasons
from keyaccount.kernel.errors import NotAllowed, NotFound

REACH = "reach"  # the protected fields: how to reach someone
ON_ACCOUNT = 60


def contact_seen(user: User, contact_id: int) -> Contact:
    """The person, or the record that this one was merged into."""
    rows = (
        Contact.objects.visible_to(user)
        .select_related("account", "owner__team", "relationship_stage")
        .prefetch_related("roles")
    )
    contact: Contact | None = rows.filter(pk=contact_id).first()
    if contact is not None and contact.merged_into_id is not None:
        contact = rows.filter(pk=contact.merged_into_id).first()
    if contact is None:
        raise NotFound
    return contact


def contact_to_write(user: User, contact_id: int) -> Contact:
    """NotAllowed for someone who may only see it."""
    contact = contact_seen(user, contact_id)
    if not may_write(user, contact):
        raise NotAllowed
    return contact


def may_write(user: User, contact: Contact) -> bool:
    return Contact.objects.writable_by(user).filter(pk=contact.pk).exists()


def account_seen_of(contact: Contact, user: User) -> Account | None:
    """The account, if the user may open its page."""
    if contact.account_id is None:
        return None
    return Account.objects.visible_to(user).filter(pk=contact.account_id).first()


def superior_seen(contact: Contact, user: User) -> Contact | None:
    if contact.reports_to_id is None:
        return None
    return Contact.objects.visible_to(user).filter(pk=contact.reports_to_id).first()


def reports_of(contact: Contact, user: User) -> QuerySet[Contact]:
    """Who reports to this person."""
    return Contact.objects.visible_to(user).present().filter(reports_to=contact).order_by("name")


def people_of(account: Account, user: User) -> list[Contact]:
    """The people of an account: those still there first, then by name."""
    rows = Contact.objects.visible_to(user).present().filter(account=account)
    return list(rows.prefetch_related("roles").order_by("left_on", "name")[:ON_ACCOUNT])


def count_of(account: Account, user: User) -> int:
    return Contact.objects.visible_to(user).present().filter(account=account).count()


def reasons_to_see(user: User, contact: Contact) -> list[Reason]:
    """Every answer to "why can I see this?": the relationship's owner, or the account."""
    reasons = owner_reasons(user, contact.owner)
    account = account_seen_of(contact, user)
    if account is not None and user.people_in_reach is not None:
        for reason in reasons_to_see_account(user, account):
            reasons.append(Reason(f"account_{reason.code}", _("Through the account: %(why)s") % {"why": reason.text}))
    return reasons


def contacts_called(user: User, query: str, limit: int, account_id: int | None = None) -> list[Contact]:
    """For choices and the command bar; at one account also without a query."""
    rows = Contact.objects.visible_to(user).present().select_related("account")
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if not query.strip():
        mine = rows if account_id is not None else rows.filter(owner=user)
        return list(mine.order_by("-updated_at")[:limit])
    return best_matches(rows, query, limit, search_columns(user, query))
