"""Model fields for exact numbers: stored as integers, so that sums are exact on SQLite and PostgreSQL alike."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

MOST = Decimal("9999999999999.99")  # so that thousands of the largest still add up in 64 bits


class ScaledField(models.BigIntegerField):  # type: ignore[type-arg]
    """A Decimal with a fixed number of places, kept as an integer."""

    _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal | int | str  # type: ignore[assignment]

    places = 0
    default_error_messages = {"invalid": _("Enter a number.")}

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def get_prep_value(self, value: Any) -> int | None:
        number = self.to_python(value)
        return None if number is None else self.to_stored(number)

    def to_stored(self, number: Decimal) -> int:
        return int(number.scaleb(self.places).to_integral_value(ROUND_HALF_EVEN))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.DecimalField(
            **{
                "required": not self.blank,
                "label": capfirst(self.verbose_name),
                "help_text": self.help_text,
                "decimal_places": self.places,
                **kwargs,
            }
        )


class AmountField(ScaledField):
    """An amount of money to the hundredth, up to ten million million; its currency stands beside it on the row."""

    places = 2
    default_validators = [MinValueValidator(-MOST), MaxValueValidator(MOST)]


class ReadingField(ScaledField):
    """Any measured value to four places: a share (0.3 is 30 %) or a number of things."""

    places = 4
    default_validators = [MinValueValidator(-MOST), MaxValueValidator(MOST)]


class RateField(ScaledField):
    """A share between 0 and 1, to the basis point (0.3 is 30 %)."""

    places = 4
    default_validators = [MinValueValidator(0), MaxValueValidator(1)]


class ChangeField(ScaledField):
    """A change relative to what was, to the basis point: −1 (all gone) to 10 (eleven times as much)."""

    places = 4
    default_validators = [MinValueValidator(-1), MaxValueValidator(10)]
