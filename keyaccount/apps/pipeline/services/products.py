"""Keeping the list of what we sell; those who write everything keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Reach
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import archiving, audit, editing
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound

FIELDS = (
    "name",
    "code",
    "series",
    "unit",
    "list_price",
    "currency",
    "description",
    "external_source",
    "external_id",
)


@transaction.atomic
def create_product(*, values: Mapping[str, Any], act: Act) -> Product:
    _may_keep(act)
    defaults = {"currency": load_workspace().base_currency}
    product = Product(**{**defaults, **values}, created_at=act.now, updated_at=act.now)
    check(product)
    product.save(force_insert=True)
    audit.record(act, product, AuditAction.CREATED)
    return product


@transaction.atomic
def update_product(*, product_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Product:
    """Change the given fields. Deals keep the prices that stand on their lines."""
    product = _kept(product_id, act)
    changes = editing.changed_fields(product, values, version)
    if not changes:
        return product
    editing.refuse_clashes(product, changes, version)
    for name, (_before, after) in changes.items():
        setattr(product, name, after)
    check(product)
    editing.apply(product, changes, act)
    return product


@transaction.atomic
def archive_product(*, product_id: int, act: Act) -> Product:
    product = _kept(product_id, act)
    archiving.archive(product, act)  # type: ignore[arg-type]
    return product


@transaction.atomic
def restore_product(*, product_id: int, act: Act) -> Product:
    product = _kept(product_id, act)
    archiving.restore(product, act)  # type: ignore[arg-type]
    return product


def check(product: Product) -> None:
    """Raise Invalid with what to do per field."""
    try:
        product.full_clean(exclude=["created_at", "updated_at"])
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error


def _kept(product_id: int, act: Act) -> Product:
    """The product, locked. Everybody sees products."""
    if not Product.objects.filter(pk=product_id).exists():
        raise NotFound
    _may_keep(act)
    held: Product = editing.locked(Product.objects.all(), product_id)
    return held


def _may_keep(act: Act) -> None:
    if act.actor.role.writes != Reach.ALL:
        raise NotAllowed
