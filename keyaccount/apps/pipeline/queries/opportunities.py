"""One opportunity, as its page and its acts need it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import reasons_to_see as reasons_to_see_account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import (
    BuyingFactor,
    Factor,
    NeedSheet,
    Opportunity,
    OpportunityContact,
    ProductLine,
)
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.visibility import Reason, owner_reasons, tends_accounts
from keyaccount.kernel.errors import NotAllowed, NotFound


def opportunity_seen(user: User, pk: int) -> Opportunity:
    """With what every page of it names; NotFound when it lies outside what the user may see."""
    named = Opportunity.objects.visible_to(user).select_related(
        "account", "unit", "stage__pipeline", "owner", "close_reason"
    )
    found: Opportunity | None = named.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def may_write(user: User, deal: Opportunity) -> bool:
    """Mostly its owner settles that, and there is nothing to look up."""
    people = user.people_in_charge
    return people is None or deal.owner_id in people or Opportunity.objects.writable_by(user).contains(deal)


def opportunity_to_write(user: User, pk: int) -> Opportunity:
    deal = opportunity_seen(user, pk)
    if not may_write(user, deal):
        raise NotAllowed
    return deal


def account_to_link(user: User, deal: Opportunity) -> int | None:
    """The id of its account if the user may open that page; the name alone belongs to the deal."""
    account, people = deal.account, user.people_in_reach
    if account is None:
        return None
    seen = people is None or account.owner_id in people or Account.objects.visible_to(user).contains(account)
    return account.pk if seen else None


def reasons_to_see(user: User, deal: Opportunity) -> list[Reason]:
    """Every answer to "why can I see this?": its owner, or the account that the user tends."""
    reasons = owner_reasons(user, deal.owner)
    if deal.account is None or not tends_accounts(user):
        return reasons
    kinds = {"own", "account_team"}
    through = [reason for reason in reasons_to_see_account(user, deal.account) if reason.code in kinds]
    said = _("Through its account, %(account)s: %(why)s")
    return [
        *reasons,
        *(Reason(f"account_{each.code}", said % {"account": deal.account, "why": each.text}) for each in through),
    ]


def factors_of(deal: Opportunity) -> list[tuple[Factor, BuyingFactor | None]]:
    known = {found.factor: found for found in deal.factors.all()}
    return [(factor, known.get(factor.value)) for factor in Factor]


def need_sheet_of(deal: Opportunity) -> NeedSheet | None:
    return NeedSheet.objects.filter(opportunity=deal).first()


def lines_of(deal: Opportunity) -> list[ProductLine]:
    return list(deal.lines.select_related("product"))


def people_of(user: User, deal: Opportunity) -> list[OpportunityContact]:
    """Those of its people whom the user may see, and those who took part before (`valid_to`)."""
    seen = Contact.objects.visible_to(user)
    found = deal.people.filter(contact__in=seen.values("pk"))
    return list(found.select_related("contact__account").order_by("contact__name", "role", "-valid_to"))
