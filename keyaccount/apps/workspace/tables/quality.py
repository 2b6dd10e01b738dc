"""Data quality as the pages draw it: why two records are alike, their fields side by side, what will move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.custom_values import Reading
from keyaccount.apps.workspace.queries.quality.kinds import Kind
from keyaccount.apps.workspace.services.quality import merging, moving
from keyaccount.apps.workspace.tables.trail import kind_of, value_of
from keyaccount.apps.workspace.visibility import hides
from keyaccount.figures.figure import Text
from keyaccount.formulas.duplicates import Likeness
from keyaccount.ui.formatting import NOTHING

WHY: dict[str, Text] = {
    "same_name": gettext_lazy("the same name, but for legal form, brackets, width or case"),
    "other_order": gettext_lazy("the same words in another order"),
    "near_name": gettext_lazy("names that differ by a letter or two"),
    "short_name": gettext_lazy("the name of one is the short name of the other"),
    "one_is_group": gettext_lazy("the same name, but one calls itself a group"),
    "missing_place": gettext_lazy("the same name, but only one says where: %(detail)s"),
    "other_place": gettext_lazy("the same name in different places: %(detail)s"),
    "same_domain": gettext_lazy("the same website or e-mail domain"),
    "same_phone": gettext_lazy("the same phone number"),
    "same_email": gettext_lazy("the same e-mail address"),
    "shared_email": gettext_lazy("the same shared mailbox"),
    "same_mobile": gettext_lazy("the same mobile number"),
    "same_line": gettext_lazy("the same phone line"),
    "name_and_account": gettext_lazy("the same name at the same account"),
    "same_person": gettext_lazy("the same name"),
    "near_person": gettext_lazy("names that differ by a letter, at the same account"),
    "other_name": gettext_lazy("though under another name"),
    "other_reach": gettext_lazy("though with another number or address"),
}


def why(reasons: Iterable[Sequence[str]]) -> str:
    """Kept reasons (code, detail) as one line."""
    return gettext("; ").join(str(WHY.get(code, code)) % {"detail": detail} for code, detail in reasons)


def why_alike(likeness: Likeness) -> str:
    return why([(reason.code, reason.detail) for reason in likeness.reasons])


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of both records; theirs: the value of the record that goes is the better start."""

    name: str
    label: str
    stays: str
    goes: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class ChildLine:
    kind: str
    stays: int
    goes: int


def differing(kind: Kind, stays: Any, goes: Any, viewer: User) -> list[FieldLine]:
    """The fields in which two records differ and of which the viewer may read both."""
    names = [name for name in kind.fields if getattr(stays, name) != getattr(goes, name)]
    read = {name: (shown(stays, name, viewer), shown(goes, name, viewer)) for name in names}
    own = [
        FieldLine(name, _label(kind, name), *both, theirs=_is_blank(stays, name) and not _is_blank(goes, name))
        for name, both in read.items()
        if not hides(viewer, kind.entity, name)
    ]
    return own + _custom_lines(stays, goes, viewer)


def _custom_lines(stays: Any, goes: Any, viewer: User) -> list[FieldLine]:
    fields = [
        field
        for field in merging.custom_choices(stays, goes, viewer)
        if stays.custom.get(field.key) != goes.custom.get(field.key)
    ]
    if not fields:
        return []
    reading = Reading(stays.custom_on, {one.pk: one.custom for one in (stays, goes)}, viewer, fields)
    lines = [(field, reading.text(field, stays.pk), reading.text(field, goes.pk)) for field in fields]
    return [
        FieldLine(field.column, field.label, mine or NOTHING, theirs or NOTHING, theirs=not mine and bool(theirs))
        for field, mine, theirs in lines
    ]


def children(kind: Kind, stays: int, goes: int) -> list[ChildLine]:
    """Everything of both records by kind, most first: what stays where it is and what moves."""
    mine, theirs = moving.counts(kind.model, stays), moving.counts(kind.model, goes)
    lines = [
        ChildLine(capfirst(kind_of(model._meta.label_lower)), mine.get(model, 0), theirs.get(model, 0))
        for model in {**mine, **theirs}
    ]
    return sorted(lines, key=lambda line: (-line.goes, -line.stays, line.kind))


def moved_words(moved: Mapping[str, int]) -> str:
    """What a merge moved, in words."""
    return gettext(", ").join(f"{kind_of(label)} × {count}" for label, count in sorted(moved.items()))


def _label(kind: Kind, name: str) -> str:
    return capfirst(str(kind.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _is_blank(record: Any, name: str) -> bool:
    return getattr(record, name) in (None, "")


def shown(record: Any, name: str, viewer: User) -> str:
    """The value as it is read; a record that lies outside the viewer's view is not named."""
    value = getattr(record, name)
    if isinstance(value, models.Model):
        rows: Any = type(value)._default_manager
        if hasattr(rows, "visible_to") and not rows.visible_to(viewer).filter(pk=value.pk).exists():
            return gettext("outside what you see")
        return str(value)
    return value_of(record, name, value)
