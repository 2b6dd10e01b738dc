"""Products: 产品, items of the price list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.pipeline.services.loading import load_products
from keyaccount.apps.workspace.searching import fold
from keyaccount.apps.workspace.services.loading import Row
from keyaccount.surfaces.exchange.engine.directory import match_by_directory
from keyaccount.surfaces.exchange.entities.entity import (
    Cells,
    Draft,
    Entity,
    Keys,
    need,
    outside_id,
    plain_values,
    source_field,
    with_source,
)
from keyaccount.surfaces.exchange.entities.field import Field, Kind, Related, text_of

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Learnt, Run

NAME = text_of(
    Product, "name", _("name"), "product", "product name", "item", "产品", "产品名称", "商品名称", "名称", required=True
)
FIELDS = (
    NAME,
    text_of(Product, "external_id", _("external id"), "id", "product id", "产品ID"),
    source_field(Product),
    text_of(Product, "code", _("code"), "product code", "sku", "part number", "产品编码", "产品编号", "型号", "编码"),
    text_of(Product, "series", _("series"), "product family", "family", "category", "product category", "产品类型",
            "产品类别", "系列", "产品线", "分类"),
    text_of(Product, "unit", _("unit"), "usage unit", "quantity unit of measure", "产品单位", "单位", "计量单位"),
    Field("list_price", _("list price"), ("price", "unit price", "sales price", "suggested retail price", "价格",
                                          "单价", "标准价格", "标价", "售价"), Kind.AMOUNT),
    Field("currency", _("currency"), ("currency iso code", "币种", "货币"), Kind.CURRENCY),
    text_of(Product, "description", _("description"), "product description", "notes", "产品描述", "描述", "备注",
            "说明"),
)  # fmt: skip
PLAIN = frozenset(one.key for one in FIELDS)


def build(cells: Cells, run: Run) -> Row:
    need(cells, NAME)
    return Row(with_source(plain_values(cells, PLAIN), run), defaults={"currency": run.currency})


def keys(row: Row) -> Keys:
    """Names are unique, so a name is as sure as an id."""
    name = ("name", fold(row.values["name"]))
    external = outside_id(row.values)
    return Keys((("id", external), name) if external else (name,), all_sure=True)


def match(drafts: Sequence[Draft], run: Run) -> None:
    match_by_directory(drafts, run.directory(Related.PRODUCT), ("name",), unique=True)


def learn(rows: Learnt, run: Run) -> None:
    run.learn(Related.PRODUCT, rows)


PRODUCTS = Entity(
    key="products",
    title=_("Products"),
    words=("products", "product", "price list", "items", "产品", "商品", "价目表"),
    fields=FIELDS,
    build=build,
    keys=keys,
    match=match,
    load=load_products,
    learn=learn,
    models=(Product,),
)
