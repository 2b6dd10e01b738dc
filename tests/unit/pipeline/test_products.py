"""Products: who keeps the list, and what a product may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.pipeline.services.products import (
    archive_product,
    create_product,
    restore_product,
    update_product,
)
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


def made(act: Any, **values: Any) -> Product:
    return create_product(values={"name": "GTX Pro", "list_price": Decimal("4821"), **values}, act=act("admin"))


@pytest.mark.parametrize("who", ["lin", "wang", "zhao", "stranger", "finance", "auditor"])
def test_only_those_who_write_everything_keep_the_list(act: Any, who: str) -> None:
    product = made(act)
    with pytest.raises(NotAllowed):
        create_product(values={"name": "Other"}, act=act(who))
    with pytest.raises(NotAllowed):
        update_product(product_id=product.pk, values={"name": "Other"}, act=act(who))
    with pytest.raises(NotAllowed):
        archive_product(product_id=product.pk, act=act(who))
    assert list(Product.objects.values_list("name", "archived_at")) == [("GTX Pro", None)]


def test_a_product_without_a_currency_has_that_of_the_workspace(act: Any) -> None:
    assert made(act).currency == "CNY"


def test_two_products_have_two_names(act: Any) -> None:
    made(act)
    with pytest.raises(Invalid) as refused:
        made(act)
    assert set(refused.value.fields) == {"name"}


def test_a_change_is_kept_with_its_version_and_trail(act: Any) -> None:
    product = made(act)
    changed = update_product(product_id=product.pk, values={"list_price": Decimal("5000")}, act=act("admin"))
    assert (changed.version, changed.list_price) == (2, Decimal(5000))
    entry = AuditEntry.objects.get(entity="pipeline.product", object_id=product.pk, action="changed")
    assert list(entry.changes) == ["list_price"]
    same = update_product(product_id=product.pk, values={"list_price": Decimal("5000")}, act=act("admin"))
    assert same.version == 2


def test_the_same_field_asks_and_other_fields_merge(act: Any) -> None:
    product = made(act)
    update_product(product_id=product.pk, values={"series": "GTX"}, act=act("admin"), version=1)
    with pytest.raises(Conflict):
        update_product(product_id=product.pk, values={"series": "MG"}, act=act("admin"), version=1)
    merged = update_product(product_id=product.pk, values={"code": "P1"}, act=act("admin"), version=1)
    assert (merged.series, merged.code, merged.version) == ("GTX", "P1", 3)


def test_archiving_and_taking_back(act: Any) -> None:
    product = made(act)
    archive_product(product_id=product.pk, act=act("admin"))
    assert not Product.objects.present().exists()
    restore_product(product_id=product.pk, act=act("admin"))
    assert Product.objects.present().exists()


def test_there_is_no_such_product(act: Any) -> None:
    with pytest.raises(NotFound):
        update_product(product_id=999, values={"name": "x"}, act=act("admin"))
