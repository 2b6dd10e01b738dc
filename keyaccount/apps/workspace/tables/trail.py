"""An entry of the audit trail in the reader's words: the record's kind, each field's name, each value as it is read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import AuditEntry, User
from keyaccount.apps.workspace.models.base import Bilingual
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.tables.custom_trail import CustomTrail, value_for
from keyaccount.apps.workspace.visibility import PersonalParts, hides
from keyaccount.figures.figure import Text
from keyaccount.ui import formatting

WORDS: dict[str, Text] = {
    "password": _("password"),
    "password_link": _("link to set a password"),
    "second_step": _("second step of sign-in"),
    "sign_in_lock": _("lock after wrong passwords"),
    "lines": _("products"),
    "people": _("people who take part"),
    "shares": _("market shares"),
    "measures": _("measures of the card"),
    "moved_to": _("open deals moved to"),
    "order": _("order"),
    "tier_override": _("tier set by hand"),
    "archived_at": _("archived"),
    "map_place": _("place on the map"),
    "map_places": _("places on the map"),
    "photo": _("photo"),
    "file_read": _("found in a file brought by hand"),
    "merged": _("merged with it"),
    "united": _("stood twice, is one now"),
    "special_day": _("special day"),
    "tags": _("tags"),
    "data_exported": _("data about the person given out"),
    "erased": _("erased on request"),
    "rival_notes": _("notes about rivals that concern them"),
    "forecast_category": _("forecast category"),
}
# Kinds of records by the names Django gives their models.
KINDS = (
    gettext_noop("access token"),
    gettext_noop("account"),
    gettext_noop("advice card"),
    gettext_noop("account estimate"),
    gettext_noop("account member"),
    gettext_noop("account standing"),
    gettext_noop("attachment"),
    gettext_noop("bulk change"),
    gettext_noop("buying factor"),
    gettext_noop("business unit"),
    gettext_noop("close reason"),
    gettext_noop("comment"),
    gettext_noop("commitment reading"),
    gettext_noop("commitment reading in a deal"),
    gettext_noop("contact"),
    gettext_noop("contact plan"),
    gettext_noop("contact role"),
    gettext_noop("contact state"),
    gettext_noop("currency"),
    gettext_noop("custom field"),
    gettext_noop("event"),
    gettext_noop("event kind"),
    gettext_noop("exchange rate"),
    gettext_noop("feed"),
    gettext_noop("file rules"),
    gettext_noop("found signal"),
    gettext_noop("guest"),
    gettext_noop("import"),
    gettext_noop("influence link"),
    gettext_noop("job"),
    gettext_noop("map rules"),
    gettext_noop("market"),
    gettext_noop("market rule"),
    gettext_noop("merge"),
    gettext_noop("map place"),
    gettext_noop("need sheet"),
    gettext_noop("off funnel order"),
    gettext_noop("opportunity"),
    gettext_noop("opportunity contact"),
    gettext_noop("opportunity state"),
    gettext_noop("override"),
    gettext_noop("personal"),
    gettext_noop("photo"),
    gettext_noop("pipeline"),
    gettext_noop("portrait answer"),
    gettext_noop("portrait question"),
    gettext_noop("possible duplicate"),
    gettext_noop("pool entry"),
    gettext_noop("pool rules"),
    gettext_noop("product"),
    gettext_noop("product line"),
    gettext_noop("referral"),
    gettext_noop("relationship stage"),
    gettext_noop("reminder"),
    gettext_noop("resource rules"),
    gettext_noop("rival"),
    gettext_noop("rival note"),
    gettext_noop("role"),
    gettext_noop("role rule"),
    gettext_noop("saved view"),
    gettext_noop("scenario"),
    gettext_noop("serving cost"),
    gettext_noop("signal"),
    gettext_noop("signal rule"),
    gettext_noop("space entry"),
    gettext_noop("special day"),
    gettext_noop("segment rules"),
    gettext_noop("stage"),
    gettext_noop("measure reading"),
    gettext_noop("stance card"),
    gettext_noop("submission"),
    gettext_noop("tag"),
    gettext_noop("tagging"),
    gettext_noop("target"),
    gettext_noop("team"),
    gettext_noop("tier event"),
    gettext_noop("tier override"),
    gettext_noop("tier rules"),
    gettext_noop("user"),
    gettext_noop("visit"),
    gettext_noop("white space rule"),
    gettext_noop("workspace"),
)
Names = Mapping[tuple[Any, Any], str]
NO_NAMES: Names = MappingProxyType({})
SECRET = frozenset({"password", "password_link", "second_step", "sign_in_lock"})


@dataclass(frozen=True, slots=True)
class Line:
    """One field that changed; before and after are empty where only the fact is told."""

    label: str
    before: str = ""
    after: str = ""
    told: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    entry: AuditEntry
    kind: str
    lines: list[Line]


Labels = Callable[[Iterable[int]], Mapping[int, Text]]
_named: dict[str, Labels] = {}


def name_changes(prefix: str, labels: Labels) -> None:
    """Let the trail call changes `<prefix><id>` as these records are called in the reader's language."""
    _named[prefix] = labels


def _labels_of(entries: Iterable[AuditEntry]) -> dict[str, str]:
    names = {name for entry in entries for name in entry.changes}
    found: dict[str, str] = {}
    for prefix, labels in _named.items():
        ids = [int(name.removeprefix(prefix)) for name in names if re.fullmatch(rf"{prefix}\d+", name)]
        found |= {f"{prefix}{pk}": str(label) for pk, label in labels(ids).items()} if ids else {}
    return found


def told(entries: list[AuditEntry], reader: User) -> list[Told]:
    names, custom, labels = _names_now(entries), CustomTrail(entries, reader), _labels_of(entries)
    personal = PersonalParts(reader, {(entry.entity, entry.object_id) for entry in entries})
    return [
        Told(entry, kind_of(entry.entity), list(_lines(entry, reader, names, custom, personal, labels)))
        for entry in entries
    ]


def kind_of(entity: str) -> str:
    model = _model(entity)
    return gettext(str(model._meta.verbose_name)) if model else entity


def value_of(record: models.Model | None, name: str, value: Any, reader: User | None = None) -> str:
    """A value as the reader knows it, be it fresh from a form or as the trail keeps it."""
    if record is not None and name.startswith(PREFIX):
        return value_for(record, name, value, reader)
    return _written(_field(type(record) if record is not None else None, name), value)


def _names_now(entries: Iterable[AuditEntry]) -> Names:
    """Records with a name in two languages, in the reader's; the trail keeps the words of whoever wrote."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for entry in entries:
        model = _model(entry.entity)
        for name, pair in entry.changes.items():
            field = _field(model, name)
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Bilingual | User):
                wanted[field.related_model] |= {one["id"] for one in pair if isinstance(one, dict) and "id" in one}
    return {
        (model, pk): str(record)
        for model, ids in wanted.items()
        for pk, record in model._default_manager.in_bulk(ids).items()
    }


def _lines(
    entry: AuditEntry,
    reader: User,
    names: Names,
    custom: CustomTrail,
    personal: PersonalParts,
    labels: Mapping[str, str],
) -> Iterator[Line]:
    model = _model(entry.entity)
    for name, (before, after) in entry.changes.items():
        own = custom.field(entry.entity, name)
        if own is not None:
            hidden = custom.hides(entry, own)
            pair = [gettext("hidden") if hidden else custom.text(own, value) for value in (before, after)]
            yield Line(own.label, pair[0], pair[1])
            continue
        field = _field(model, name)
        label = str(WORDS.get(name) or labels.get(name) or (field.verbose_name if field else name.replace("_", " ")))
        if name in SECRET:
            yield Line(label, told=False)
        elif hides(reader, entry.entity, name) or personal.hide(entry.entity, entry.object_id, name):
            yield Line(label, gettext("hidden"), gettext("hidden"))
        else:
            yield Line(label, _written(field, before, names), _written(field, after, names))


def _written(field: models.Field[Any, Any] | None, value: Any, names: Names = NO_NAMES) -> str:
    if value is None or value in ("", []):
        return formatting.NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        kept = str(value.get("label") or value.get("name", ""))
        return names.get((field.related_model, value.get("id")), kept) if field is not None else kept
    if isinstance(value, list | tuple):
        return gettext(", ").join(_written(None, one) for one in value)
    return _typed(field, value)


def _typed(field: models.Field[Any, Any] | None, value: Any) -> str:
    choices = dict(field.flatchoices) if field is not None else {}
    if value in choices:
        return str(choices[value])
    if isinstance(field, AmountField | RateField):
        return _number(field, value)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return _day(value)
    return str(value)


def _number(field: models.Field[Any, Any], value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return formatting.rate(number) if isinstance(field, RateField) else formatting.number(number, 2)


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        return str(value)
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return formatting.day(day, get_language() or "en")


def _model(entity: str) -> type[models.Model] | None:
    try:
        return apps.get_model(entity)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    """The field of that name on the record, or on a record that is a part of it (the need sheet of a deal)."""
    if model is None:
        return None
    parts = [one.related_model for one in model._meta.related_objects if one.one_to_one]
    fields = (_own_field(one, name) for one in (model, *parts))
    return next((field for field in fields if field is not None), None)


def _own_field(model: Any, name: str) -> models.Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None
