"""Writing many records of one model: what a single create or update does, for a whole batch at once.

The same rules hold as in the services for one record: rights of the actor, the version, the audit trail. A row that
must not be written is refused with its reason and the others go in. Domains say with a `Spec` what is theirs; what they
keep beside the record (history, lines) they write from the `Sorted` batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property, partial
from operator import itemgetter
from typing import Any

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry, CustomField, Reach, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.services import audit, bulk
from keyaccount.apps.workspace.services.custom_values import NeedsValue
from keyaccount.apps.workspace.services.journal import Journal, images_of
from keyaccount.kernel.errors import Fact, gettext_noop

Told = tuple[int, str, Mapping[str, Any], int]  # an audit entry to be: id, label, changes, version


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Mode(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    BOTH = "both"


class ExistsAlready(Fact):
    message = gettext_noop("There is one already with other values, and this import only adds new ones.")


class NotThereYet(Fact):
    message = gettext_noop("There is none yet, and this import only changes what is there.")


class IsArchived(Fact):
    message = gettext_noop("It is archived. Restore it first.")


class MayNotChange(Fact):
    message = gettext_noop("It belongs to someone whose records you may not change.")


class MayNotCreate(Fact):
    message = gettext_noop("Your role may not add records of this kind.")


class NameTaken(Fact):
    message = gettext_noop("Another one is called “%(name)s” already.")


class MayNotGiveTo(Fact):
    message = gettext_noop("You may not give records to %(owner)s.")


@dataclass(slots=True)
class Row:
    """values: what was given, by attribute name; pk: the record it is about, None for a new one; defaults: for a new
    one only; more: what only the domain knows (the past of a deal, the roles of a person); custom: what is given of
    custom fields, as it is kept, None for a record that nobody is asked for; tags: names of those it is to have too."""

    values: dict[str, Any]
    pk: int | None = None
    defaults: dict[str, Any] = field(default_factory=dict)
    more: Any = None
    custom: dict[str, Any] | None = None
    tags: list[str] | None = None


@dataclass(slots=True)
class Outcome:
    result: Result
    pk: int | None = None
    reason: Fact | None = None


class Unwritten:
    """Records of one model as a dry run would have left them, and where those with a value in a column are."""

    def __init__(self) -> None:
        self.records: dict[int, Mapping[str, Any]] = {}
        self._places: dict[str, dict[Any, list[int]]] = defaultdict(dict)

    def put(self, pk: int, values: Mapping[str, Any], known_by: Iterable[str]) -> None:
        self.records[pk] = values
        for column in known_by:
            if values.get(column):
                self._places[column].setdefault(values[column], []).append(pk)

    def having(self, column: str, wanted: Iterable[Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
        for value in set(wanted):
            for pk in dict.fromkeys(self._places[column].get(value, ())):
                if self.records[pk].get(column) == value:  # and not only before
                    yield pk, self.records[pk]


@dataclass(slots=True)
class Load:
    """How a batch is written. write=False goes through everything and writes nothing: new records get negative ids, and
    what later rows would look at is kept in `unwritten`; all of it while `remember` is on, since a later row may be
    about such a record."""

    act: Act
    journal: Journal = field(default_factory=Journal)
    mode: Mode = Mode.BOTH
    write: bool = True
    last_virtual: int = 0
    remember: bool = False
    unwritten: dict[type[models.Model], Unwritten] = field(default_factory=lambda: defaultdict(Unwritten))

    def virtual_ids(self, count: int) -> list[int]:
        self.last_virtual -= count
        return [self.last_virtual + place for place in range(count)]

    @property
    def actor(self) -> User:
        return self.act.actor

    def as_they_stand(
        self, rows: models.QuerySet[Any], names: Sequence[str], column: str, wanted: Iterable[Any]
    ) -> Iterator[tuple[Any, ...]]:
        """The id and the named columns of the records that have one of the wanted values in a column: `rows` are those
        of the database, and a dry run knows better."""
        unwritten = self.unwritten[rows.model]
        found = rows.order_by().values_list("pk", *names)
        yield from (row for row in found if row[0] not in unwritten.records)
        for pk, values in unwritten.having(column, wanted):
            yield pk, *(values[name] for name in names)


def label_of(values: Mapping[str, Any]) -> str:
    """What `str(record)` says, from its values."""
    return str(values.get("short_name") or values.get("name") or values["id"])


Refusal = Callable[[Mapping[str, Any], Mapping[str, Any] | None, Load], Fact | None]


@dataclass(frozen=True, slots=True)
class Spec:
    """computed: columns that follow from the others; refusal: why a row must not be written (given the values as they
    would stand, and those that stand now); may_write: for records that have no owner; known_by: columns in which later
    rows look for its records; label: what `str(record)` says, from its values."""

    model: type[models.Model]
    computed: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda values: {}
    refusal: Refusal = lambda *_: None
    may_write: Callable[[User], bool] | None = None
    known_by: tuple[str, ...] = ()
    label: Callable[[Mapping[str, Any]], str] = label_of


@dataclass(slots=True)
class New:
    row: Row
    values: dict[str, Any]
    place: int
    pk: int = 0


@dataclass(slots=True)
class Change:
    """changes: {attribute: (from, to)}; also: columns that change with them; told: what else the audit trail says."""

    row: Row
    before: dict[str, Any]
    changes: dict[str, tuple[Any, Any]]
    place: int
    also: dict[str, Any] = field(default_factory=dict)
    told: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return int(self.before["id"])

    @property
    def after(self) -> dict[str, Any]:
        return {**self.before, **{name: new for name, (_old, new) in self.changes.items()}, **self.also}


@dataclass(slots=True)
class Sorted:
    """A batch told apart. `outcomes` follows the rows; same: rows whose record already has those values."""

    outcomes: list[Outcome]
    new: list[New]
    changed: list[Change]
    same: list[Change]

    def also_change(self, items: Sequence[Change], load: Load, spec: Spec) -> None:
        """Records whose own columns stay but whose parts change."""
        writable = _Rights(spec, load).writable({item.pk: item.before for item in items}) if items else None
        parted = {item.place for item in items}
        self.same = [item for item in self.same if item.place not in parted]
        for item in items:
            reason = may_change(item, load, writable)
            if reason is None:
                self.changed.append(item)
            else:
                self.refuse(item.place, reason)

    def turn_down(self, reasons: Mapping[int, Fact]) -> None:
        """Rows, by their place, that are not to be written after all."""
        for place, reason in reasons.items():
            self.refuse(place, reason)
        self.new = [item for item in self.new if item.place not in reasons]
        self.changed = [item for item in self.changed if item.place not in reasons]
        self.same = [item for item in self.same if item.place not in reasons]

    def refuse(self, place: int, reason: Fact) -> None:
        self.outcomes[place] = Outcome(Result.REJECTED, self.outcomes[place].pk, reason)


def load_records(spec: Spec, rows: Sequence[Row], load: Load) -> list[Outcome]:
    """Write a batch of plain records."""
    found = sort_out(spec, rows, load)
    write_new(spec, found, load)
    write_changed(spec, found, load)
    return found.outcomes


# ── Telling apart ──


def sort_out(spec: Spec, rows: Sequence[Row], load: Load) -> Sorted:
    rights = _Rights(spec, load)
    known = _current(spec, rows, load)
    writable = rights.writable(known)
    found = Sorted([Outcome(Result.UNCHANGED, row.pk) for row in rows], [], [], [])
    for place, row in enumerate(rows):
        before = known.get(row.pk) if row.pk is not None else None
        if before is None:
            _sort_new(found, place, row, load, rights)
        else:
            changes = {name: (before[name], value) for name, value in row.values.items() if before[name] != value}
            if row.custom and (merged := {**before["custom"], **row.custom}) != before["custom"]:
                changes["custom"] = (before["custom"], merged)
            _sort_known(found, Change(row, before, changes, place), load, rights, writable)
    return found


def _sort_new(found: Sorted, place: int, row: Row, load: Load, rights: _Rights) -> None:
    if row.custom:
        row.values = {**row.values, "custom": row.custom}
    values = {**row.defaults, **row.values}
    reason: Fact | None = NotThereYet() if load.mode == Mode.UPDATE else rights.against_new(values)
    reason = reason or rights.against_gaps(row) or rights.spec.refusal(values, None, load)
    if reason is not None:
        found.refuse(place, reason)
        return
    found.new.append(New(row, values, place))


def _sort_known(found: Sorted, change: Change, load: Load, rights: _Rights, writable: frozenset[int] | None) -> None:
    before, changes, place = change.before, change.changes, change.place
    if before.get("archived_at") is not None:
        found.refuse(place, IsArchived())
        return
    if not changes:
        found.same.append(change)
        return
    reason = (
        may_change(change, load, writable)
        or rights.against_owner(changes)
        or rights.spec.refusal(change.after, before, load)
    )
    if reason is not None:
        found.refuse(place, reason)
        return
    found.changed.append(change)


def may_change(change: Change, load: Load, writable: frozenset[int] | None) -> Fact | None:
    if writable is not None and change.pk not in writable:
        return MayNotChange()
    return ExistsAlready() if load.mode == Mode.CREATE else None


def _current(spec: Spec, rows: Sequence[Row], load: Load) -> dict[int, dict[str, Any]]:
    """The records as they stand, held until the transaction ends when they are to be written."""
    wanted = [row.pk for row in rows if row.pk is not None]
    if not wanted:
        return {}
    unwritten = load.unwritten[spec.model].records
    virtual = {pk: dict(unwritten[pk]) for pk in wanted if pk < 0 and pk in unwritten}
    found = spec.model._default_manager.filter(pk__in=wanted)
    if load.write:
        found = found.select_for_update()
    return virtual | {row["id"]: row for row in found.order_by().values()}


class _Rights:
    """What the actor may do to a batch, asked once for all of it."""

    def __init__(self, spec: Spec, load: Load) -> None:
        self.spec = spec
        self.actor = load.actor

    @cached_property
    def owners(self) -> frozenset[int] | None:
        """To whom the actor may give records; None: to anyone."""
        people = self.actor.people_in_charge
        if people is None:
            return None
        mates = User.objects.filter(team=self.actor.team_id) if self.actor.team_id else User.objects.none()
        return people | frozenset(mates.values_list("pk", flat=True))

    def writable(self, known: Mapping[int, Mapping[str, Any]]) -> frozenset[int] | None:
        """Which of the known records the actor may change; None: all of them."""
        if self.spec.may_write is not None:
            return None if self.spec.may_write(self.actor) else frozenset()
        people = self.actor.people_in_charge
        if people is None:
            return None
        rows = self.spec.model._default_manager.writable_by(self.actor)  # type: ignore[attr-defined]
        virtual = {pk for pk, values in known.items() if pk < 0 and values["owner_id"] in people}
        return frozenset(rows.filter(pk__in=list(known)).values_list("pk", flat=True)) | virtual

    def against_new(self, values: Mapping[str, Any]) -> Fact | None:
        if self.spec.may_write is not None:
            return None if self.spec.may_write(self.actor) else MayNotCreate()
        if self.actor.role.writes == Reach.NOTHING:
            return MayNotCreate()
        return self._against(values.get("owner_id"))

    @cached_property
    def required(self) -> list[CustomField]:
        return [one for one in fields_on(getattr(self.spec.model, "custom_on", "")) if one.required]

    def against_gaps(self, row: Row) -> Fact | None:
        """A new record needs what is required; one that another row only names is asked for nothing."""
        if row.custom is None:
            return None
        missing = next((one for one in self.required if row.custom.get(one.key) is None), None)
        return None if missing is None else NeedsValue(field=missing.label)

    def against_owner(self, changes: Mapping[str, tuple[Any, Any]]) -> Fact | None:
        return self._against(changes["owner_id"][1]) if "owner_id" in changes else None

    def _against(self, owner: int | None) -> Fact | None:
        if owner is None or self.owners is None or owner in self.owners:
            return None
        person = User.objects.filter(pk=owner).first()
        return MayNotGiveTo(owner=person.display_name if person else owner)


def writable_ones(spec: Spec, records: Mapping[int, Mapping[str, Any]], load: Load) -> frozenset[int] | None:
    """Ids of those among these records that the actor may change; None: all of them."""
    return _Rights(spec, load).writable(records)


def any_refusal(*refusals: Refusal) -> Refusal:
    """The first reason that any of them has."""
    return lambda values, before, load: next(
        (reason for refusal in refusals if (reason := refusal(values, before, load)) is not None), None
    )


def only_once(model: type[models.Model], column: str, rows: Sequence[Row], load: Load) -> Refusal:
    """A refusal for models in which no two records may share a name."""
    wanted = {row.values[column] for row in rows if column in row.values}
    holders = model._default_manager.filter(**{f"{column}__in": wanted})
    taken = {name: pk for pk, name in load.as_they_stand(holders, [column], column, wanted)}

    def refusal(values: Mapping[str, Any], before: Mapping[str, Any] | None, load: Load) -> Fact | None:
        holder = taken.get(values[column])
        mine = holder is None or (before is not None and before["id"] == holder)
        return None if mine else NameTaken(name=values[column])

    return refusal


def no_circle(model: type[models.Model], column: str, reason: type[Fact], load: Load) -> Refusal:
    """A refusal for models whose records stand above each other; follows the batch as it is sorted."""
    all_above = cache(partial(_above, model, column, load))

    def refusal(values: Mapping[str, Any], before: Mapping[str, Any] | None, load: Load) -> Fact | None:
        upper: int | None = values.get(column)
        if before is None or upper is None or upper == before[column]:
            return None
        above = all_above()
        here: int | None = upper
        seen: set[int] = set()
        while here is not None and here not in seen:
            if here == before["id"]:
                return reason()
            seen.add(here)
            here = above.get(here)
        above[before["id"]] = upper
        return None

    return refusal


def _above(model: type[models.Model], column: str, load: Load) -> dict[int, int | None]:
    linked = model._default_manager.exclude(**{column: None}).order_by()
    unwritten = load.unwritten[model].records
    return {**dict(linked.values_list("pk", column)), **{pk: values[column] for pk, values in unwritten.items()}}


# ── Writing ──


def write_new(spec: Spec, found: Sorted, load: Load) -> None:
    """Insert the new records of the batch, with their audit entries; each gets its pk."""
    new = found.new
    if not new:
        return
    pks = bulk.allocate(spec.model, len(new)) if load.write else load.virtual_ids(len(new))
    for item, pk in zip(new, pks, strict=True):
        item.pk = pk
        found.outcomes[item.place] = Outcome(Result.CREATED, pk)
    if load.write:
        _insert(spec, new, load)
        return
    if load.remember:
        _complete(spec, new, load)
    _foresee(spec, [(item.pk, item.values) for item in new], load)


def _insert(spec: Spec, new: Sequence[New], load: Load) -> None:
    same = _complete(spec, new, load)
    given = {name for item in new for name in (*item.row.values, *item.row.defaults)}
    names = ["id", *(given | set(spec.computed(new[0].values)))]
    rows = map(itemgetter(*names), (item.values for item in new))
    bulk.insert(spec.model, names, rows, {name: same[name] for name in same if name not in names})
    load.journal.created(spec.model, [item.pk for item in new])
    trail(load.act, spec.model, AuditAction.CREATED, [(item.pk, spec.label(item.values), {}, 1) for item in new])


def _complete(spec: Spec, new: Sequence[New], load: Load) -> dict[str, Any]:
    """Give new records all their values; those that are the same for every one."""
    same = {**_defaults(spec.model), **_stamps(spec.model, load.act)}
    for item in new:
        item.values = {**same, **item.values, "id": item.pk}
        item.values.update(spec.computed(item.values))
    return same


def write_changed(spec: Spec, found: Sorted, load: Load) -> None:
    """Update the changed records of the batch, with their audit entries."""
    changed = found.changed
    for item in changed:
        found.outcomes[item.place] = Outcome(Result.UPDATED, item.pk)
    if not changed:
        return
    if not load.write:
        _foresee(spec, [(item.pk, item.after) for item in changed], load)
        return
    load.journal.changed(spec.model, images_of(item.before for item in changed))
    afters = [_stamped(spec, item, load) for item in changed]
    names = _names_to_write(changed, afters)
    bulk.update(spec.model, names, [[after["id"], *(after[name] for name in names)] for after in afters])
    written = _readable(spec.model, changed)
    entries = (
        (item.pk, spec.label(after), changes, after.get("version", 1))
        for item, after, changes in zip(changed, afters, written, strict=True)
    )
    trail(load.act, spec.model, AuditAction.CHANGED, entries)


def _foresee(spec: Spec, records: Iterable[tuple[int, Mapping[str, Any]]], load: Load) -> None:
    if not (spec.known_by or load.remember):
        return
    unwritten = load.unwritten[spec.model]
    for pk, values in records:
        kept = values if load.remember else {name: values.get(name) for name in spec.known_by}
        unwritten.put(pk, kept, spec.known_by)


def trail(
    act: Act,
    model: type[models.Model],
    action: AuditAction,
    entries: Iterable[Told],
) -> None:
    """Audit entries for many records at once."""
    same = {"at": act.now, "actor_id": act.actor.pk, "surface": str(act.surface), "ref": act.ref}
    same |= {"entity": audit.entity_of(model), "action": str(action)}
    rows = [(pk, label[:200], changes, version) for pk, label, changes, version in entries]
    bulk.insert(AuditEntry, ["object_id", "label", "changes", "version"], rows, same)


def _defaults(model: type[models.Model]) -> dict[str, Any]:
    return {one.attname: one.get_default() for one in model._meta.concrete_fields}


def _stamps(model: type[models.Model], act: Act) -> dict[str, Any]:
    present = {one.attname for one in model._meta.concrete_fields}
    return {name: act.now for name in ("created_at", "updated_at", "joined_at") if name in present}


def _stamped(spec: Spec, item: Change, load: Load) -> dict[str, Any]:
    if "version" in item.before:
        item.also["version"] = item.before["version"] + 1
    if "updated_at" in item.before:
        item.also["updated_at"] = load.act.now
    item.also.update(spec.computed(item.after))
    return item.after


def _names_to_write(changed: Sequence[Change], afters: Sequence[Mapping[str, Any]]) -> list[str]:
    """Columns in which at least one record differs from what it was."""
    pairs = list(zip(changed, afters, strict=True))
    return [name for name in afters[0] if any(after[name] != item.before[name] for item, after in pairs)]


def _readable(model: type[models.Model], changed: Sequence[Change]) -> Iterator[dict[str, Any]]:
    """The changes as the audit trail keeps them: records by id and label, numbers and days as text."""
    labels = _labels(model, changed)
    for item in changed:
        yield {
            _name(model, name): [_as_kept(labels, name, old), _as_kept(labels, name, new)]
            for name, (old, new) in _field_by_field(item.changes)
        } | {name: list(pair) for name, pair in item.told.items()}


def _field_by_field(changes: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Custom fields each by its own name, though one column holds them all."""
    for name, (old, new) in changes.items():
        if name != "custom":
            yield name, (old, new)
            continue
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                yield f"{PREFIX}{key}", (old.get(key), new.get(key))


def _labels(model: type[models.Model], changed: Sequence[Change]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for one in model._meta.concrete_fields:
        if isinstance(one, models.ForeignKey):
            pairs = [item.changes[one.attname] for item in changed if one.attname in item.changes]
            wanted = {pk for pair in pairs for pk in pair if pk is not None}
            records = one.related_model._default_manager.in_bulk(wanted) if wanted else {}
            found[one.attname] = {pk: str(record) for pk, record in records.items()}
    return found


def _as_kept(labels: Mapping[str, Mapping[int, str]], name: str, value: Any) -> Any:
    if name in labels and value is not None:
        return {"id": value, "label": labels[name].get(value, str(value))}
    return audit.plain(value)


def _name(model: type[models.Model], attname: str) -> str:
    if attname.startswith(PREFIX):
        return attname
    return next(one.name for one in model._meta.concrete_fields if one.attname == attname)
