"""Defining custom fields: an administrator adds, renames, orders, archives; the values that are there stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, CustomField, FieldKind
from keyaccount.apps.workspace.queries.custom_fields import HOSTS
from keyaccount.apps.workspace.searching import search_text
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Fact, Invalid, NotFound

MOST_FIELDS = 60
MOST_CHOICES = 200
NOT_WORDS = re.compile(r"[^a-z0-9]+")
Choice = Mapping[str, Any]


class KindInUse(Fact):
    message = _(
        "“%(name)s” holds values already, so it stays what it is. Archive it and make a new field of the other kind."
    )


class TooManyFields(Fact):
    message = _("At most %(most)d fields can be in use here. Archive one first.")


@transaction.atomic
def add_field(*, on: str, kind: str, name: str, act: Act, key: str = "", **values: Any) -> CustomField:
    access.administrator(act)
    if CustomField.objects.filter(on=on, archived_at=None).count() >= MOST_FIELDS:
        raise TooManyFields(most=MOST_FIELDS)
    field = CustomField(on=on, kind=kind, name=name.strip(), **values)
    field.key = key or _free_key(name, CustomField.objects.filter(on=on).values_list("key", flat=True), "field")
    field.choices = _choices(field.choices, []) if kind == FieldKind.CHOICE else []
    field.position = (CustomField.objects.filter(on=on).aggregate(last=Max("position"))["last"] or 0) + 1
    _check(field)
    field.save(force_insert=True)
    audit.record(act, field, AuditAction.CREATED)
    return field


@transaction.atomic
def change_field(*, field_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> CustomField:
    """Another kind only while no record holds a value; the key never."""
    access.administrator(act)
    field = _locked(field_id)
    wanted = {name: value for name, value in values.items() if name not in {"on", "key"}}
    if wanted.get("kind", field.kind) != field.kind and holds_values(field):
        raise KindInUse(name=field.label)
    if "choices" in wanted:
        wanted["choices"] = _choices(wanted["choices"], field.choices)
    if wanted.get("kind", field.kind) != FieldKind.CHOICE:
        wanted.pop("choices", None)
    changes = revising.assign(field, wanted, seen)
    _check(field)
    revising.write(field, changes, act)
    return field


@transaction.atomic
def archive_field(*, field_id: int, act: Act) -> CustomField:
    """It goes from every form and list; its values stay with their records and come back with it."""
    access.administrator(act)
    field = _locked(field_id)
    if field.archived_at is None:
        field.archived_at = act.now
        field.save(update_fields=["archived_at"])
        audit.record(act, field, AuditAction.ARCHIVED)
    return field


@transaction.atomic
def restore_field(*, field_id: int, act: Act) -> CustomField:
    access.administrator(act)
    field = _locked(field_id)
    if field.archived_at is not None:
        field.archived_at = None
        _check(field)
        field.save(update_fields=["archived_at"])
        audit.record(act, field, AuditAction.RESTORED)
    return field


@transaction.atomic
def order_fields(*, on: str, order: Sequence[int], act: Act) -> None:
    """Fields in the order given; those not named stay behind them as they were."""
    access.administrator(act)
    known = {field.pk: field for field in CustomField.objects.select_for_update().filter(on=on).order_by("position")}
    wanted = [pk for pk in dict.fromkeys(order) if pk in known]
    for place, pk in enumerate([*wanted, *(pk for pk in known if pk not in wanted)], start=1):
        revising.revise(known[pk], {"position": place}, act)


def holds_values(field: CustomField) -> bool:
    rows = HOSTS[field.on].model._default_manager.all()
    return bool(rows.filter(custom__has_key=field.key).exists())


def _locked(field_id: int) -> CustomField:
    field = CustomField.objects.select_for_update().filter(pk=field_id).first()
    if field is None:
        raise NotFound
    return field


def _check(field: CustomField) -> None:
    revising.check(field)
    others = CustomField.objects.filter(on=field.on, archived_at=None).exclude(pk=field.pk)
    if field.archived_at is None and others.filter(name__iexact=field.name).exists():
        raise Invalid(fields={"name": str(_("Another field in use here has this name."))})
    if field.kind == FieldKind.CHOICE and not field.choices_in_use:
        raise Invalid(fields={"choices": str(_("Name at least one choice."))})


def _choices(given: Iterable[Choice], before: Sequence[Choice]) -> list[dict[str, Any]]:
    """With keys that stay: a choice is renamed or archived, never taken away, since records may hold it."""
    taken = {choice["key"] for choice in before}
    found: list[dict[str, Any]] = []
    for choice in given:
        key = choice.get("key", "")
        name = str(choice.get("name", "")).strip()
        key = key if key in taken else _free_key(name, taken | {one["key"] for one in found}, "choice")
        words = {"name": name, "name_zh": str(choice.get("name_zh", "")).strip()}
        found.append({"key": key, **words, "archived": bool(choice.get("archived"))})
    kept = {choice["key"] for choice in found}
    found += [{**choice, "archived": True} for choice in before if choice["key"] not in kept]
    _refuse_unclear(found)
    return found


def _refuse_unclear(choices: Sequence[Choice]) -> None:
    names = [choice["name"].casefold() for choice in choices]
    if not all(names):
        raise Invalid(fields={"choices": str(_("Every choice needs a name. Archive one that is not wanted any more."))})
    if len(set(names)) < len(names):
        raise Invalid(fields={"choices": str(_("Two choices have the same name."))})
    if len(choices) > MOST_CHOICES or any(
        len(choice["name"]) > 80 or len(choice["name_zh"]) > 80 for choice in choices
    ):
        text = _("At most %(most)d choices, each of at most 80 characters.") % {"most": MOST_CHOICES}
        raise Invalid(fields={"choices": text})


def _free_key(name: str, taken: Iterable[str], otherwise: str) -> str:
    """A key that says the name: `Annual budget` is annual_budget, 预算 is yusuan."""
    words = [word for word in search_text(name).split() if word.isascii()] if not name.isascii() else [name]
    bare = NOT_WORDS.sub("_", (words or [""])[0].lower()).strip("_")[:30].strip("_")
    found = bare if bare[:1].isalpha() else f"{otherwise}_{bare}".strip("_")
    known, number, key = set(taken), 1, found
    while key in known:
        number += 1
        key = f"{found}_{number}"
    return key
