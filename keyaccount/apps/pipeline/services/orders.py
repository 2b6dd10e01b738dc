"""Recording orders that are too small for the funnel."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import OffFunnelOrder
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Workspace
from keyaccount.apps.workspace.queries.settings import rate_at
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, archiving, audit
from keyaccount.kernel.errors import Invalid, NotFound


class OrderBelongsInFunnel(Invalid):
    message = _("Orders of %(threshold)s %(currency)s and more belong in the funnel: make an opportunity of it.")


@transaction.atomic
def record_order(*, values: Mapping[str, Any], act: Act) -> OffFunnelOrder:
    access.may_create(act)
    workspace = load_workspace()
    defaults = {"owner": act.actor, "currency": workspace.base_currency}
    order = OffFunnelOrder(**{**defaults, **values}, created_at=act.now, updated_at=act.now)
    access.may_own(act, order.owner)
    if order.account and not Account.objects.visible_to(act.actor).filter(pk=order.account.pk).exists():
        raise NotFound
    order.team = order.owner.team
    order.base_amount = _base_amount(order, workspace)
    _check(order, workspace)
    order.save(force_insert=True)
    audit.record(act, order, AuditAction.CREATED)
    return order


@transaction.atomic
def archive_order(*, order_id: int, act: Act) -> OffFunnelOrder:
    order = access.writable(OffFunnelOrder, order_id, act)
    archiving.archive(order, act)  # type: ignore[arg-type]
    return order


def _base_amount(order: OffFunnelOrder, workspace: Workspace) -> Decimal | None:
    rate = rate_at(order.currency, order.ordered_on, workspace.base_currency)
    return None if rate is None else (Decimal(order.amount) * rate).quantize(Decimal("0.01"))


def _check(order: OffFunnelOrder, workspace: Workspace) -> None:
    try:
        order.full_clean(exclude=["created_at", "updated_at"])
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    if order.base_amount is not None and order.base_amount >= workspace.off_funnel_threshold:
        raise OrderBelongsInFunnel(threshold=f"{workspace.off_funnel_threshold:,.0f}", currency=workspace.base_currency)
