"""The deals that a person takes part in."""

from __future__ import annotations

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import Opportunity, OpportunityContact
from keyaccount.apps.workspace.models import User

SHOWN = 20


def purchases_of(contact: Contact, user: User) -> list[tuple[Opportunity, list[str]]]:
    """Those the user sees, the open ones first, with the roles played in each."""
    seen = (
        Opportunity.objects.visible_to(user).present().filter(people__contact=contact, people__valid_to=None).distinct()
    )
    deals = {deal.pk: deal for deal in seen.select_related("stage").order_by("closed_on", "-id")[:SHOWN]}
    roles: dict[int, list[str]] = {pk: [] for pk in deals}
    parts = OpportunityContact.objects.present().filter(contact=contact, opportunity__in=list(deals)).exclude(role="")
    for pk, role in parts.values_list("opportunity_id", "role"):
        roles[pk].append(role)
    open_first = sorted(deals.values(), key=lambda deal: deal.closed_on is not None)
    return [(deal, roles[deal.pk]) for deal in open_first]
