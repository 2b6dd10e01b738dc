"""What is known about a purchase beside the deal itself: the five buying factors, the need sheet, who takes part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.pipeline.models import BuyingFactor, Factor, NeedSheet, Opportunity, OpportunityContact
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, editing
from keyaccount.apps.workspace.visibility import hides
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound

Changes = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Score:
    """How a factor stands, 0 to 5, and what shows it; without a score it is not known yet."""

    score: int | None
    evidence: str = ""

    def __str__(self) -> str:
        return " · ".join(filter(None, ["" if self.score is None else str(self.score), self.evidence]))


@transaction.atomic
def set_factors(
    *, opportunity_id: int, scores: Mapping[Factor, Score], act: Act, version: int | None = None
) -> Opportunity:
    """Set the given buying factors; the others stay as they are."""
    opportunity = access.writable(Opportunity, opportunity_id, act)
    known = {found.factor: Score(found.score, found.evidence) for found in opportunity.factors.all()}
    changed = {factor: score for factor, score in scores.items() if known.get(factor, Score(None)) != score}
    changes: Changes = {
        f"factor_{factor}": (str(known.get(factor, Score(None))), str(score)) for factor, score in changed.items()
    }
    editing.refuse_clashes(opportunity, changes, version)
    for factor, score in changed.items():
        _set_factor(opportunity, factor, score)
    _record(opportunity, changes, act)
    return opportunity


def _set_factor(opportunity: Opportunity, factor: Factor, score: Score) -> None:
    if score.score is None:
        opportunity.factors.filter(factor=factor).delete()
        return
    if not 0 <= score.score <= 5:
        raise Invalid(fields={factor: str(_("A score lies between 0 and 5."))})
    values = {"score": score.score, "evidence": score.evidence[:300]}
    BuyingFactor.objects.update_or_create(opportunity=opportunity, factor=factor, defaults=values)


@transaction.atomic
def set_need_sheet(
    *, opportunity_id: int, values: Mapping[str, Any], act: Act, version: int | None = None
) -> Opportunity:
    """Write the given fields of the need sheet. Costs and margins only by roles that see them."""
    opportunity = access.writable(Opportunity, opportunity_id, act)
    if any(hides(act.actor, "pipeline.needsheet", name) for name in values):
        raise NotAllowed
    sheet = NeedSheet.objects.filter(opportunity=opportunity).first() or NeedSheet(opportunity=opportunity)
    changes = {name: (getattr(sheet, name), value) for name, value in values.items() if getattr(sheet, name) != value}
    editing.refuse_clashes(opportunity, changes, version)
    for name, (_before, after) in changes.items():
        setattr(sheet, name, after)
    try:
        sheet.full_clean(validate_unique=False)
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    if changes:
        sheet.save()
    _record(opportunity, changes, act)
    return opportunity


@transaction.atomic
def add_person(*, opportunity_id: int, contact: Contact, role: str = "", act: Act) -> OpportunityContact:
    """A person of the customer takes part, in one role; the same one twice is one."""
    opportunity = access.writable(Opportunity, opportunity_id, act)
    if not Contact.objects.visible_to(act.actor).filter(pk=contact.pk).exists():
        raise NotFound
    if role and role not in BuyingRole.values:
        raise Invalid(fields={"role": str(_("There is no such role."))})
    person, created = opportunity.people.present().get_or_create(
        opportunity=opportunity, contact=contact, role=role, defaults={"valid_from": act.now}
    )
    if created:
        _record(opportunity, {"people": (None, _said(person))}, act)
    return person


@transaction.atomic
def remove_person(*, opportunity_id: int, person_id: int, act: Act) -> None:
    """From now on; that they took part until now stays."""
    opportunity = access.writable(Opportunity, opportunity_id, act)
    person = opportunity.people.present().select_related("contact").filter(pk=person_id).first()
    if person is None:
        return
    person.valid_to = act.now
    person.save(update_fields=["valid_to"])
    _record(opportunity, {"people": (_said(person), None)}, act)


def _said(person: OpportunityContact) -> str:
    return " · ".join(filter(None, [str(person.contact), person.role and str(BuyingRole(person.role).label)]))


def _record(opportunity: Opportunity, changes: Changes, act: Act) -> None:
    """The deal's version rises with what belongs to it, so that two people cannot overwrite each other there either."""
    if not changes:
        return
    opportunity.version += 1
    opportunity.updated_at = act.now
    opportunity.save(update_fields=["version", "updated_at"])
    audit.record(act, opportunity, AuditAction.CHANGED, changes)
