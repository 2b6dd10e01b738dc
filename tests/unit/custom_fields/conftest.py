"""A field of every kind on every kind of record, and values for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.workspace.models import CustomField, FieldKind, On
from keyaccount.apps.workspace.services import custom_fields
from keyaccount.kernel.money import Money

NAMES = {
    FieldKind.TEXT: ("Region code", "区域编码"),
    FieldKind.NUMBER: ("Seats", "席位数"),
    FieldKind.MONEY: ("Budget", "预算"),
    FieldKind.DATE: ("Contract until", "合同到期"),
    FieldKind.CHOICE: ("Grade", "等级"),
    FieldKind.PERSON: ("Sponsor", "负责高管"),
    FieldKind.ACCOUNT: ("Referred by", "推荐客户"),
}
CHOICES = [{"name": "Gold", "name_zh": "金"}, {"name": "Silver", "name_zh": "银"}, {"name": "Bronze", "name_zh": "铜"}]


@pytest.fixture
def define(act: Any) -> Any:
    """define("accounts", "number", "Seats") makes a field."""

    def make(on: str, kind: str, name: str = "", **values: Any) -> CustomField:
        english, chinese = NAMES[FieldKind(kind)]
        more = {"choices": CHOICES} if kind == FieldKind.CHOICE else {}
        given = {"name_zh": "" if name else chinese, **more, **values}
        return custom_fields.add_field(on=on, kind=kind, name=name or english, act=act("admin"), **given)

    return make


@pytest.fixture
def every_kind(define: Any) -> dict[str, dict[str, CustomField]]:
    """{on: {kind: field}}"""
    return {on: {kind: define(on, kind) for kind in FieldKind.values} for on in On.values}


@pytest.fixture
def values(people: Any) -> dict[str, Any]:
    """One value of each kind that needs no other record."""
    return {
        "custom_region_code": "EAST-07",
        "custom_seats": Decimal("12.5"),
        "custom_budget": Money(Decimal("1250000.50"), "CNY"),
        "custom_contract_until": date(2027, 3, 31),
        "custom_grade": "gold",
        "custom_sponsor": people.zhao,
    }


@pytest.fixture
def acme(act: Any) -> Account:
    return accounts.create_account(values={"name": "Acme"}, act=act())


@pytest.fixture
def held(act: Any, every_kind: Any) -> Any:
    """held("A", custom_seats=3): an account of lin's."""

    def make(name: str, who: str = "lin", **values: Any) -> Account:
        return accounts.create_account(values={"name": name, **values}, act=act(who))

    return make


def names(page: Any) -> list[str]:
    return [line.record.name for line in page.context["listed"].lines]
