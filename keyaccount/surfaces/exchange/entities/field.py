"""One field that a column can fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models

from keyaccount.apps.workspace.models import CustomField
from keyaccount.figures.figure import Text
from keyaccount.surfaces.exchange.parsing.words import folded_choice, folded_heading


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    AMOUNT = "amount"
    DATE = "date"
    SHARE = "share"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_OR_NO = "yes_or_no"
    BIRTHDAY = "birthday"
    LUNAR_BIRTHDAY = "lunar_birthday"
    CURRENCY = "currency"
    NUMBER = "number"
    MONEY = "money"
    RELATION = "relation"
    TAGS = "tags"


class Related(StrEnum):
    """What a relation leads to."""

    ACCOUNT = "account"
    CONTACT = "contact"
    PERSON = "person"
    PRODUCT = "product"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Field:
    """headings: other names in both languages, beside the key and the title; choices: stored value → words for it;
    limit: most characters, or the largest whole number; brings: what a missing related record takes from the same row
    when it is created ({its attribute: another field's key}); custom: the custom field that it fills; strict: a related
    record that is not there refuses the row, whatever the import was told to do about missing ones."""

    key: str
    title: Text
    headings: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    required: bool = False
    to: Related | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int | None = None
    brings: Mapping[str, str] = field(default_factory=dict)
    custom: CustomField | None = None
    strict: bool = False

    @property
    def names(self) -> frozenset[str]:
        return frozenset(folded_heading(name) for name in (self.key, *self.headings))

    def choice_of(self, text: str) -> str | None:
        wanted = folded_choice(text)
        for value, words in self.choices.items():
            if wanted in {folded_choice(word) for word in (value, *words)}:
                return value
        return None


def text_of(model: type[models.Model], key: str, title: Text, *headings: str, required: bool = False) -> Field:
    """A text field of a model, with the model's own limit."""
    limit = model._meta.get_field(key).max_length  # type: ignore[union-attr]
    return Field(key, title, headings, required=required, limit=limit)


def words_of(choices: type[models.TextChoices], also: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Stored values of a choice with the words files use for them."""
    return {str(value): (str(value.name), *also.get(str(value), ())) for value in choices}
