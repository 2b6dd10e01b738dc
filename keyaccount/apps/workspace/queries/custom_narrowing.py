"""Narrowing and ordering lists by custom fields, with one expression that both databases compare as it is meant.

A filter is one text, as a link carries it: words of a text; `100..500`, `100..`, `..500` or `100` for numbers, money
and days; keys or ids with commas between; `me`; `none` for records without a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, GreaterThanOrEqual, IContains, In, IsNull, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace import custom_values as values
from keyaccount.apps.workspace.models import CustomField, ExchangeRate, FieldKind, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries import custom_fields as queries
from keyaccount.apps.workspace.queries.paging import Order
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.kernel.errors import Fact, Invalid

NONE, ME, RANGE = "none", "me", ".."
WHOLE = frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.PERSON, FieldKind.ACCOUNT})
Build = Callable[[CustomField, str, User, Func], Q]


class CustomValue(Func):
    """What a JSON column holds at a path: whole numbers as numbers, everything else as text; NULL for nothing."""

    def __init__(self, column: str | OuterRef, *path: str, whole: bool = False) -> None:
        super().__init__(column, output_field=BigIntegerField() if whole else TextField())
        self.path = path
        self.whole = whole

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        path = "$" + "".join(f'."{part}"' for part in self.path)
        return super().as_sql(compiler, connection, template=f"json_extract(%(expressions)s, '{path}')", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        *above, last = self.path
        found = "(%(expressions)s" + "".join(f" -> '{part}'" for part in above) + f" ->> '{last}')"
        template = f"{found}::bigint" if self.whole else found
        return super().as_sql(compiler, connection, template=template, **extra)


def stored(field: CustomField, record: str = "") -> CustomValue:
    """record: the path to the record that holds it (`opportunity__`)."""
    path = (field.key, "amount") if field.kind == FieldKind.MONEY else (field.key,)
    return CustomValue(f"{record}custom", *path, whole=field.kind in WHOLE)


def holds(field: CustomField, kept: Any) -> Q:
    """Records that hold just this, as it is kept."""
    if kept is None:
        return Q(IsNull(stored(field), True))
    if field.kind == FieldKind.MONEY:
        return Q(Exact(stored(field), kept["amount"])) & Q(
            Exact(CustomValue("custom", field.key, "currency"), kept["currency"])
        )
    return Q(Exact(stored(field), kept))


# ── Filters ──
def narrowed(on: str, filters: Mapping[str, str], viewer: User | None, record: str = "") -> Q:
    """What the filters say of custom fields; a field that is not there (any more) narrows nothing."""
    found = Q()
    for column, text in filters.items():
        if column.startswith(PREFIX) and text and (field := queries.field_called(on, column)):
            found &= condition(field, text, viewer, record)
    return found


def condition(field: CustomField, text: str, viewer: User | None, record: str = "") -> Q:
    """Of a field for tenders only, the records that the viewer tends: others would tell what they hold."""
    found = _condition(field, text.strip(), viewer, record)
    if not field.for_tenders:
        return found
    return Q(pk__in=()) if viewer is None else found & queries.HOSTS[field.on].tended(viewer)


def _condition(field: CustomField, text: str, viewer: User | None, record: str) -> Q:
    column = stored(field, record)
    if text == NONE:
        return Q(IsNull(column, True))
    try:
        if field.kind == FieldKind.TEXT:
            return Q(IContains(column, text))
        if field.kind == FieldKind.MONEY:
            return _in_money(field, text, column, record)
        if field.kind in {FieldKind.NUMBER, FieldKind.DATE}:
            return _between(column, *(_bound(field, bound) for bound in _bounds(text)))
        return Q(In(column, _named(field, text, viewer)))
    except Fact as fact:
        raise Invalid(
            _("The filter “%(field)s” does not understand “%(text)s”. Write %(how)s."),
            field=field.label,
            text=text,
            how=HOW[FieldKind(field.kind)],
        ) from fact


HOW = {
    FieldKind.TEXT: _("words"),
    FieldKind.NUMBER: _("a number, or two with .. between, like 100..500"),
    FieldKind.MONEY: _("an amount, or two with .. between, like 100..500"),
    FieldKind.DATE: _("a day, or two with .. between, like 2026-01-01..2026-03-31"),
    FieldKind.CHOICE: _("keys of choices with commas between"),
    FieldKind.PERSON: _("ids with commas between, or “me”"),
    FieldKind.ACCOUNT: _("ids with commas between"),
}


def _bounds(text: str) -> tuple[str, str]:
    low, dots, high = text.partition(RANGE)
    return (low.strip(), high.strip()) if dots else (text, text)


def _bound(field: CustomField, text: str) -> Any:
    if not text:
        return None
    read = values.day_of if field.kind == FieldKind.DATE else values.decimal_of
    return values.kept(field, read(field, text.replace(",", "")))


def _between(column: Func, low: Any, high: Any) -> Q:
    found = Q(IsNull(column, False))
    if low is not None:
        found &= Q(GreaterThanOrEqual(column, low))
    return found if high is None else found & Q(LessThanOrEqual(column, high))


def _in_money(field: CustomField, text: str, column: Func, record: str) -> Q:
    """Amounts in the base currency; one in another currency is compared at its newest rate, exactly."""
    low, high = (values.decimal_of(field, bound.replace(",", "")) if bound else None for bound in _bounds(text))
    code = CustomValue(f"{record}custom", field.key, "currency")
    found = Q()
    for currency, rate in newest_rates().items():
        least = None if low is None else int((low * 100 / rate).to_integral_value(ROUND_CEILING))
        most = None if high is None else int((high * 100 / rate).to_integral_value(ROUND_FLOOR))
        found |= Q(Exact(code, currency)) & _between(column, least, most)
    return found


def _named(field: CustomField, text: str, viewer: User | None) -> list[Any]:
    parts = [part.strip() for part in text.split(",")]
    if field.kind == FieldKind.CHOICE:
        return parts
    ids = [viewer.pk if part == ME and viewer is not None else part for part in parts]
    if not all(isinstance(one, int) or one.isdecimal() for one in ids):
        raise values.NotOfKind(text=text, field=field.label)
    return [int(one) for one in ids]


def newest_rates() -> dict[str, Decimal]:
    """What one unit of each currency is worth in the base currency, by its newest rate."""
    rates = ExchangeRate.objects.order_by("day").values_list("currency_id", "rate")
    return {**dict(rates), workspace().base_currency: Decimal(1)}


# ── Order ──
def ordering(on: str, sort: str, viewer: User) -> tuple[CustomField, Any] | None:
    """The field to order by and the expression that does; None where it is none, or cannot be ordered by."""
    field = queries.field_called(on, sort)
    if field is None or field.kind == FieldKind.ACCOUNT:
        return None
    found = _sortable(field)
    if field.for_tenders:
        found = Case(When(queries.HOSTS[on].tended(viewer), then=found), output_field=found.output_field)
    return field, found


def ordered(rows: QuerySet[Any], on: str, sort: str, viewer: User) -> QuerySet[Any]:
    """The rows with what a sort by a custom field needs, under the field's own name."""
    found = ordering(on, sort.removeprefix("-"), viewer)
    return rows if found is None else rows.annotate(**{found[0].column: found[1]})


def order_of(field: CustomField, *, down: bool = False, tie: str = "id") -> Order | None:
    return None if field.kind == FieldKind.ACCOUNT else Order(field.column, down, tie)


def _sortable(field: CustomField) -> Any:
    """Choices in their own order, people by name, money by its worth in the base currency."""
    column = stored(field)
    if field.kind == FieldKind.CHOICE:
        places = [When(Exact(column, choice["key"]), then=Value(n)) for n, choice in enumerate(field.choices)]
        return Case(*places, output_field=IntegerField())
    if field.kind == FieldKind.PERSON:
        chosen = CustomValue(OuterRef("custom"), field.key, whole=True)
        return Subquery(User.objects.filter(pk=chosen).values("name")[:1])
    if field.kind == FieldKind.MONEY:
        return _worth(field, column)
    return column


def _worth(field: CustomField, amount: Func) -> Any:
    code = CustomValue("custom", field.key, "currency")
    rates = [When(Exact(code, one), then=Value(float(rate))) for one, rate in newest_rates().items()]
    return Cast(amount, FloatField()) * Case(*rates, output_field=FloatField())
