"""Creating and changing opportunities; each change that figures look at is kept as a state of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity, Pipeline, Product, ProductLine, Stage
from keyaccount.apps.pipeline.services.history import write_first_state, write_state
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, On
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.searching import search_text
from keyaccount.apps.workspace.services import access, archiving, audit, custom_values, editing
from keyaccount.kernel.errors import Invalid, NotFound

FIELDS = (
    "name",
    "account",
    "unit",
    "win_rate",
    "amount",
    "currency",
    "expected_close",
    "opened_on",
    "owner",
    "source",
    "rivals",
    "selling_mode",
    "next_step",
    "next_step_on",
    "needs",
    "wants",
    "need_kind",
    "revenue_kind",
    "recurring_amount",
    "recurring_unit",
    "recurring_term",
    "external_source",
    "external_id",
)

LOOKED_UP = ("stage", "account", "unit", "owner", "team")  # records at hand, so they need not be found once more


@dataclass(frozen=True, slots=True)
class Line:
    product: Product
    quantity: Decimal
    price: Decimal


@transaction.atomic
def create_opportunity(*, values: Mapping[str, Any], stage: Stage | None = None, act: Act) -> Opportunity:
    """A new open opportunity in the given stage, or in the first of the default pipeline."""
    access.may_create(act)
    workspace = load_workspace()
    today = clock.day_of(act.now, workspace.zone)
    defaults = {"owner": act.actor, "currency": workspace.base_currency, "opened_on": today}
    own, beside = editing.apart(custom_values.for_new(On.OPPORTUNITIES, values, act))
    opportunity = Opportunity(
        **{**defaults, **own},
        stage=stage or first_stage(),
        stage_since=today,
        created_at=act.now,
        updated_at=act.now,
    )
    _may_use(opportunity, act)
    opportunity.team = opportunity.owner.team
    opportunity.search = search_text(opportunity.name)
    check(opportunity)
    opportunity.save(force_insert=True)
    audit.record(act, opportunity, AuditAction.CREATED, editing.write_beside(opportunity, beside, act))
    write_first_state(opportunity, act)
    return opportunity


@transaction.atomic
def update_opportunity(
    *, opportunity_id: int, values: Mapping[str, Any], act: Act, version: int | None = None
) -> Opportunity:
    """Change the given fields. `version`: the one the writer read; other people's changes to other fields stay."""
    opportunity = access.writable(Opportunity, opportunity_id, act)
    wanted = custom_values.for_change(opportunity, values, act)
    changes = editing.changed_fields(opportunity, wanted, version)
    if not changes:
        return opportunity
    editing.refuse_clashes(opportunity, changes, version)
    editing.put(opportunity, changes)
    if {"owner", "account", "unit"} & set(changes):
        _may_use(opportunity, act)
    opportunity.team = opportunity.owner.team
    opportunity.search = search_text(opportunity.name)
    check(opportunity)
    editing.apply(opportunity, changes, act, also=["search", "team"])
    write_state(opportunity, act)
    return opportunity


@transaction.atomic
def archive_opportunity(*, opportunity_id: int, act: Act) -> Opportunity:
    opportunity = access.writable(Opportunity, opportunity_id, act)
    archiving.archive(opportunity, act)  # type: ignore[arg-type]
    write_state(opportunity, act)
    return opportunity


@transaction.atomic
def restore_opportunity(*, opportunity_id: int, act: Act) -> Opportunity:
    opportunity = access.writable(Opportunity, opportunity_id, act)
    archiving.restore(opportunity, act)  # type: ignore[arg-type]
    write_state(opportunity, act)
    return opportunity


@transaction.atomic
def set_lines(*, opportunity_id: int, lines: Sequence[Line], act: Act, version: int | None = None) -> Opportunity:
    """Replace the product lines; the amount becomes their sum."""
    opportunity = access.writable(Opportunity, opportunity_id, act)
    before = [str(line) for line in opportunity.lines.select_related("product")]
    made = [
        ProductLine(
            opportunity=opportunity, product=line.product, quantity=line.quantity, price=line.price, position=place
        )
        for place, line in enumerate(lines)
    ]
    total = sum((line.amount for line in made), Decimal(0))
    changes = editing.changed_fields(opportunity, {"amount": total if made else opportunity.amount})
    editing.refuse_clashes(opportunity, changes, version)
    opportunity.lines.all().delete()
    ProductLine.objects.bulk_create(made)
    after = [str(line) for line in made]
    if before != after:
        audit.record(act, opportunity, AuditAction.CHANGED, {"lines": (before, after)})
    if changes:
        editing.apply(opportunity, changes, act)
        write_state(opportunity, act)
    return opportunity


def first_stage() -> Stage:
    stage = Stage.objects.filter(pipeline__is_default=True, archived_at=None).order_by("position").first()
    if stage is None:
        stage = (
            Stage.objects.filter(pipeline__in=Pipeline.objects.filter(archived_at=None)).order_by("position").first()
        )
    if stage is None:
        raise Invalid(_("There is no pipeline yet. Make one in the settings."))
    return stage


def check(opportunity: Opportunity) -> None:
    """Raise Invalid with what to do per field."""
    try:
        opportunity.full_clean(exclude=["created_at", "updated_at", "search", *LOOKED_UP])
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error


def _may_use(opportunity: Opportunity, act: Act) -> None:
    access.may_own(act, opportunity.owner)
    account = opportunity.account
    if account is not None and not Account.objects.visible_to(act.actor).filter(pk=account.pk).exists():
        raise NotFound
    if opportunity.unit is not None and opportunity.unit.account_id != opportunity.account_id:
        raise Invalid(fields={"unit": str(_("This business unit belongs to another account."))})
