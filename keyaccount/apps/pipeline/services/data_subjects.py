"""What deals hold about a person who takes part in them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from keyaccount.apps.collaboration.models import Comment
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.data_subjects import Holder, add_holder, rows_of
from keyaccount.apps.contacts.queries.mentions import Source, add_sources, at, on_records
from keyaccount.apps.contacts.services.data_subjects import rename
from keyaccount.apps.pipeline.models import BuyingFactor, DealReading, NeedSheet, Opportunity, OpportunityState
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.queries.trail import entity_of


def add_holder_of_deals() -> None:
    add_holder(Holder("deals", _("Opportunities"), held, objection, erase))
    add_holder(Holder("deal_readings", _("How they stand in deals"), readings_held, erase=erase_readings))
    add_sources(
        Source(Opportunity, ("needs", "wants", "next_step", "close_note", "source", "rivals"), at("account")),
        Source(BuyingFactor, ("evidence",), at("opportunity__account"), told_by="opportunity"),
        Source(NeedSheet, ("goal", "findings", "resources"), at("opportunity__account"), told_by="opportunity"),
        Source(DealReading, ("evidence",), at("opportunity__account"), own="contact"),
        Source(OpportunityState, ("evidence",), at("opportunity__account"), told_by="opportunity"),
        Source(Comment, ("text",), on_records(Opportunity, "account")),
    )


def held(contact: Contact) -> list[dict[str, Any]]:
    parts = contact.purchases.select_related("opportunity__account").order_by("opportunity_id", "id")
    return [
        {
            "opportunity": part.opportunity,
            "status": part.opportunity.status,
            "role": part.role,
            "from": part.valid_from,
            "until": part.valid_to,
        }
        for part in parts
    ]


def readings_held(contact: Contact) -> list[dict[str, Any]]:
    return rows_of(DealReading.objects.filter(contact=contact).select_related("opportunity", "contact", "author"))


def erase_readings(contact: Contact, name: str) -> None:
    """Where they stood stays countable; what showed it goes."""
    DealReading.objects.filter(contact=contact).update(evidence="")
    ids = DealReading.objects.filter(contact=contact).values("pk")
    AuditEntry.objects.filter(entity=entity_of(DealReading), object_id__in=ids).update(label=name, changes={})


def objection(contact: Contact) -> str:
    """A deal that is still open needs to know whom it deals with."""
    count = Opportunity.objects.open().filter(people__contact=contact, people__valid_to=None).distinct().count()
    if not count:
        return ""
    text = ngettext(
        "They take part in %(count)s open deal: close it or take them out of it first.",
        "They take part in %(count)s open deals: close them or take them out of them first.",
        count,
    )
    return text % {"count": count}


def erase(contact: Contact, name: str) -> None:
    """The deal keeps that somebody took part, in which role; the trail of the account's deals loses the name."""
    deals = Opportunity.objects.filter(Q(people__contact=contact) | Q(account=contact.account_id)).values("pk")
    entries = AuditEntry.objects.filter(entity=entity_of(Opportunity), object_id__in=deals)
    changed = [entry for entry in entries if rename(entry, contact, name)]
    AuditEntry.objects.bulk_update(changed, ["label", "changes"], batch_size=500)
