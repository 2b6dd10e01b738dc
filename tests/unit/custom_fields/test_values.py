"""What each kind takes, keeps and gives back, exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.workspace import custom_values as values
from keyaccount.apps.workspace.models import CustomField, FieldKind
from keyaccount.kernel.errors import Fact
from keyaccount.kernel.money import Money


def field_of(kind: str) -> CustomField:
    choices = [{"key": "a", "name": "A", "name_zh": "", "archived": False}, {"key": "b", "name": "B", "archived": True}]
    return CustomField(on="accounts", key="it", name="It", kind=kind, choices=choices if kind == "choice" else [])


ANY = {
    FieldKind.TEXT: st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda text: text.strip() == text
    ),
    FieldKind.NUMBER: st.decimals(-values.MOST_NUMBER, values.MOST_NUMBER, places=6),
    FieldKind.MONEY: st.builds(
        Money, st.decimals(-values.MOST_MONEY, values.MOST_MONEY, places=2), st.sampled_from(["CNY", "USD"])
    ),
    FieldKind.DATE: st.dates(date(1000, 1, 1)),
    FieldKind.CHOICE: st.just("a"),
    FieldKind.PERSON: st.integers(1, 2**63 - 1),
    FieldKind.ACCOUNT: st.integers(1, 2**63 - 1),
}


@pytest.mark.parametrize("kind", FieldKind.values)
@given(data=st.data())
def test_what_is_kept_is_what_was_given(kind: FieldKind, data: st.DataObject) -> None:
    field, value = field_of(kind), data.draw(ANY[kind])
    assert values.value_of(field, values.kept(field, value)) == value


@pytest.mark.parametrize("kind", [kind for kind in FieldKind.values if kind not in {"person", "account"}])
@given(data=st.data())
def test_what_a_program_reads_it_can_write(kind: FieldKind, data: st.DataObject) -> None:
    field = field_of(kind)
    held = values.kept(field, data.draw(ANY[kind]))
    assert values.kept(field, values.from_json(field, values.to_json(field, held))) == held


@given(
    st.decimals(-values.MOST_NUMBER, values.MOST_NUMBER, places=6),
    st.decimals(-values.MOST_NUMBER, values.MOST_NUMBER, places=6),
)
def test_kept_numbers_compare_as_numbers_do(one: Decimal, other: Decimal) -> None:
    field = field_of("number")
    assert (values.kept(field, one) < values.kept(field, other)) == (one < other)


@pytest.mark.parametrize("kind", FieldKind.values)
def test_nothing_is_nothing(kind: str) -> None:
    assert values.kept(field_of(kind), None) is None
    assert values.kept(field_of(kind), "") is None
    assert values.to_json(field_of(kind), None) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("text", "a\x00b"),
        ("text", "x" * 2001),
        ("number", "5"),
        ("number", True),
        ("number", 1.5),
        ("number", Decimal("NaN")),
        ("number", Decimal("Infinity")),
        ("number", Decimal("0.0000001")),
        ("number", Decimal("1000000000000")),
        ("number", Decimal("0.1000000000000000000000000000000000001")),
        ("money", Decimal(5)),
        ("money", Money(Decimal("0.001"), "CNY")),
        ("money", Money(Decimal("10000000000000"), "CNY")),
        ("date", "2026-01-01"),
        ("date", date(999, 1, 1)),
        ("choice", "b"),
        ("choice", "zzz"),
        ("person", "5"),
        ("person", True),
        ("account", 0),
        ("account", 2**63),
    ],
)
def test_what_is_not_of_the_kind_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(Fact):
        values.kept(field_of(kind), value)


@pytest.mark.parametrize(
    ("kind", "given_"),
    [
        ("number", "1e5"),
        ("number", "1,000"),
        ("number", "٣"),
        ("number", True),
        ("number", "9" * 41),
        ("number", []),
        ("money", "5 CNY"),
        ("money", {"amount": "5"}),
        ("money", {"amount": "5", "currency": 5}),
        ("money", {"amount": "5", "currency": "yuan"}),
        ("date", "2026-02-30"),
        ("date", 20260101),
        ("date", "20260101"),
    ],
)
def test_what_a_program_writes_wrongly_is_refused(kind: str, given_: Any) -> None:
    with pytest.raises(Fact):
        values.from_json(field_of(kind), given_)


def test_an_archived_choice_may_stay() -> None:
    assert values.kept(field_of("choice"), "b", now="b") == "b"
