"""Everything that names one record is made to name another: any model of any domain, found by its relations.

What may stand only once (someone on both teams) is united: the row of the record that stays is kept, takes what it
leaves blank from the other, and that one goes, after what names it in turn was moved. All of it is in the journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.apps.workspace.services import audit, bulk, journal
from keyaccount.apps.workspace.services.journal import Journal, images
from keyaccount.apps.workspace.services.loading import trail

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Link:
    """Rows of `model` name a record by `column`; fixed: what else they must have, where they name kinds of records."""

    model: Model
    column: str
    name: str
    fixed: tuple[tuple[str, str], ...] = ()

    def rows(self, pk: int) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{self.column: pk, **dict(self.fixed)})

    @property
    def is_history(self) -> bool:
        """Rows that tell how the record itself once stood stay with it: two pasts in one row would be neither."""
        return getattr(self.model, "history_of", "") == self.name

    @property
    def is_redirect(self) -> bool:
        return self.name == "merged_into"


@dataclass(slots=True)
class Moving:
    """moved: model → how many rows were moved; united: what stood twice, in words."""

    act: Act
    journal: Journal = field(default_factory=Journal)
    moved: Counter[str] = field(default_factory=Counter)
    united: list[str] = field(default_factory=list)


def links_to(model: Model) -> list[Link]:
    """By a relation, or (comments, files) by the kind and id of a record. The audit trail keeps saying what it said."""
    found = [
        Link(relation.related_model, relation.field.attname, relation.field.name)
        for relation in journal.pointing_to(model)
        if not relation.related_model._meta.proxy
    ]
    label = model._meta.label_lower
    loose = (each for each in apps.get_models() if each is not AuditEntry and {"entity", "object_id"} <= _columns(each))
    return found + [Link(each, "object_id", "object_id", (("entity", label),)) for each in loose]


def counts(model: Model, pk: int) -> dict[Model, int]:
    """How many rows of each model would be moved away from this record."""
    found: Counter[Model] = Counter()
    for link in links_to(model):
        if not (link.is_redirect or link.is_history):
            found[link.model] += link.rows(pk).count()
    return {each: count for each, count in found.items() if count}


def move(model: Model, *, keep: int, drop: int, moving: Moving) -> None:
    """Let everything that names `drop` name `keep`. Rows of the two records themselves are the caller's concern."""
    links = [link for link in links_to(model) if not link.is_history]
    _remove_loops(links, keep, drop, moving)
    for link in links:
        for kept, dropped, number in _clashes(link, keep, drop):
            if number:
                _renumber(link, keep, dropped, number, moving)
            else:
                _unite(link.model, kept, dropped, moving)
        _move(link, keep, link.rows(drop).exclude(**_themselves(link, model, keep, drop)), moving)
        _forget_themselves(link, keep)


def keep_histories(model: Model, pks: list[int], moving: Moving) -> None:
    """Into the journal how the histories of these records are, before anything is added to them."""
    for link in links_to(model):
        if link.is_history:
            moving.journal.parts(link.model, link.column, pks)


def _themselves(link: Link, model: Model, keep: int, drop: int) -> dict[str, Any]:
    return {"pk__in": [keep, drop]} if link.model is model else {"pk__in": []}


def _move(link: Link, keep: int, rows: models.QuerySet[Any], moving: Moving) -> None:
    before = images(rows)
    if not before:
        return
    moving.journal.changed(link.model, before)
    if not link.is_redirect:
        moving.moved[link.model._meta.label_lower] += len(before)
    pks = [row["id"] for row in before]
    stamped = _stamps(link.model, moving.act)
    for some in bulk.chunked(pks):
        link.model._base_manager.filter(pk__in=some).update(**{link.column: keep, **stamped})
    if "version" in stamped and not link.fixed:
        _tell(link, before, keep, moving.act)


def _forget_themselves(link: Link, keep: int) -> None:
    """Nobody reported to themselves, in the past of the one that stays neither; that past is in the journal whole."""
    owner = getattr(link.model, "history_of", "")
    if owner and link.name != owner and link.model._meta.get_field(link.name).null:
        own = link.model._meta.get_field(owner)
        if own.related_model is link.model._meta.get_field(link.name).related_model:
            link.rows(keep).filter(**{owner: keep}).update(**{link.column: None})


def _stamps(model: Model, act: Act) -> dict[str, Any]:
    """A record of its own gets a new version, so that whoever is editing it is asked."""
    columns = _columns(model)
    found: dict[str, Any] = {"version": models.F("version") + 1} if "version" in columns else {}
    return found | ({"updated_at": act.now} if "version" in columns and "updated_at" in columns else {})


def _tell(link: Link, before: list[dict[str, Any]], keep: int, act: Act) -> None:
    records = link.model._base_manager.in_bulk([row["id"] for row in before])
    target: Any = link.model._meta.get_field(link.name).related_model
    named = target._base_manager.in_bulk({keep, *(row[link.column] for row in before)})
    labels = {pk: {"id": pk, "label": str(each)} for pk, each in named.items()}
    told = []
    for row in before:
        change = {link.name: [labels.get(row[link.column]), labels.get(keep)]}
        told.append((row["id"], str(records[row["id"]]), change, row["version"] + 1))
    trail(act, link.model, AuditAction.CHANGED, told)


# ── What may stand only once ──
def _clashes(link: Link, keep: int, drop: int) -> Iterator[tuple[int, int, str]]:
    """(kept, dropped, number): rows that a unique constraint would not let stand together; number: the field by which
    such rows are numbered (revisions of a file), so that one can go behind the other."""
    gone: set[int] = set()
    for others, condition in _unique_with(link.model, link.name):
        mine = {tuple(row[1:]): row[0] for row in link.rows(keep).filter(condition).values_list("pk", *others)}
        for row in link.rows(drop).filter(condition).order_by("pk").values_list("pk", *others):
            kept = mine.get(tuple(row[1:]))
            if kept is not None and row[0] not in gone and None not in row[1:]:
                gone.add(row[0])
                yield kept, row[0], next((name for name in others if _is_number(link.model, name)), "")


def _unique_with(model: Model, name: str) -> Iterator[tuple[list[str], Q]]:
    """The other fields of each rule that makes rows unique together with this one, and for which rows it holds."""
    one = model._meta.get_field(name)
    if getattr(one, "unique", False):
        yield [], Q()
    for together in model._meta.unique_together:
        if name in together:
            yield [each for each in together if each != name], Q()
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and name in rule.fields:
            yield [each for each in rule.fields if each != name], rule.condition or Q()


def _is_number(model: Model, name: str) -> bool:
    one = model._meta.get_field(name)
    return isinstance(one, models.IntegerField) and not isinstance(one, models.BigIntegerField)


def _renumber(link: Link, keep: int, pk: int, number: str, moving: Moving) -> None:
    """Behind all that the one that stays has: nothing of what is numbered is given up."""
    rows = link.model._base_manager.filter(pk=pk)
    moving.journal.changed(link.model, images(rows))
    last = max(
        (link.rows(each).aggregate(last=models.Max(number))["last"] or 0) for each in (keep, _named_by(link, pk))
    )
    rows.update(**{number: last + 1})


def _named_by(link: Link, pk: int) -> int:
    return int(link.model._base_manager.values_list(link.column, flat=True).get(pk=pk))


def _unite(model: Model, kept: int, dropped: int, moving: Moving) -> None:
    """Two rows for one thing become one, without losing what only one of them says."""
    move(model, keep=kept, drop=dropped, moving=moving)
    rows = {row["id"]: row for row in model._base_manager.filter(pk__in=[kept, dropped]).values()}
    label = str(model._base_manager.get(pk=dropped))
    blank = (None, "")
    filled = {name: value for name, value in rows[dropped].items() if rows[kept][name] in blank and value not in blank}
    if filled:
        moving.journal.changed(model, images(model._base_manager.filter(pk=kept)))
        model._base_manager.filter(pk=kept).update(**filled, **_stamps(model, moving.act))
    _remove(model, [dropped], moving)
    moving.united.append(label)


def _remove_loops(links: list[Link], keep: int, drop: int, moving: Moving) -> None:
    """A line between the two would lead from the record to itself: it goes."""
    for place, link in enumerate(links):
        for other in links[place + 1 :]:
            if link.model is other.model and link.column != other.column and not link.fixed:
                between = Q(**{link.column: keep, other.column: drop}) | Q(**{link.column: drop, other.column: keep})
                pks = list(link.model._base_manager.filter(between).values_list("pk", flat=True))
                _remove(link.model, pks, moving)


def _remove(model: Model, pks: list[int], moving: Moving) -> None:
    """Delete rows that can be put in again, with what is part of them."""
    if not pks:
        return
    for relation in journal.pointing_to(model):
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.attname}__in": pks})
        if relation.on_delete is models.CASCADE:
            _remove(relation.related_model, list(rows.values_list("pk", flat=True)), moving)
        elif relation.on_delete is models.SET_NULL and (before := images(rows)):
            moving.journal.changed(relation.related_model, before)
            rows.update(**{relation.field.attname: None})
    rows = model._base_manager.filter(pk__in=pks)
    if "version" in _columns(model):
        audit.record_many([audit.entry(moving.act, row, AuditAction.REMOVED) for row in rows])
    moving.journal.removed(model, images(rows))
    bulk.delete(model, pks)


def _columns(model: Model) -> set[str]:
    return {one.attname for one in model._meta.concrete_fields}
