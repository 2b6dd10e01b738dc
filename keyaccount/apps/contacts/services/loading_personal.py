"""Writing the personal side of people in bulk: what set_personal and add_day do, for those whose account one tends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.contacts.models import DayKind, Personal, SpecialDay
from keyaccount.apps.contacts.services.beside import Birthday, beside_of
from keyaccount.apps.contacts.services.personal import put_next, told_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.loading import (
    Change,
    ExistsAlready,
    Load,
    Mode,
    New,
    Outcome,
    Result,
    Row,
    Sorted,
    Spec,
    also_change,
    sort_out,
    write_changed,
    write_new,
)
from keyaccount.kernel.errors import Fact, gettext_noop

Item: TypeAlias = New | Change
DAY_COLUMNS = ["kind", "whose", "lunar", "month", "day", "leap", "year", "note", "next_on"]


class NotYoursToTend(Fact):
    message = gettext_noop(
        "You do not tend the account of this person, so what is personal about them (%(fields)s) is not yours to write."
    )


# ── Who may ──


def refuse_untended(found: Sorted, load: Load) -> None:
    """Rows that say something personal of someone whose account the actor does not tend, whatever stands there: an
    answer that depended on it would tell it."""
    said = [item for item in _items(found) if beside_of(item.row).is_personal]
    if not said:
        return
    tended = _tended({pk for item in said if (pk := _now(item).get("account_id")) is not None}, load)
    may = load.actor.role.may_create
    reasons = {
        item.place: NotYoursToTend(fields=", ".join(beside_of(item.row).personal_names))
        for item in said
        if not (may and _is_tended(_now(item), tended, load))
    }
    found.turn_down(reasons)


def _is_tended(values: Mapping[str, Any], tended: set[int], load: Load) -> bool:
    account = values.get("account_id")
    return values.get("owner_id") == load.actor.pk if account is None else account in tended


def _tended(accounts: set[int], load: Load) -> set[int]:
    """Of these accounts those that the actor tends; a dry run knows better than the database who owns them."""
    seen = Account.objects.visible_to(load.actor).tended_by(load.actor).filter(pk__in=accounts)
    members = AccountMember.objects.filter(user=load.actor, account__in=accounts)
    joined = set(members.values_list("account_id", flat=True))
    unwritten = load.unwritten[Account].records
    found = set(seen.values_list("pk", flat=True)) - (unwritten.keys() - joined)
    return found | {pk for pk in accounts & unwritten.keys() if unwritten[pk].get("owner_id") == load.actor.pk}


# ── Writing ──


def load_personal(found: Sorted, load: Load) -> None:
    """After the contacts of the batch are written; a contact whose personal side alone changes counts as changed."""
    said = {item.pk: item for item in _items(found) if beside_of(item.row).is_personal}
    if not said:
        return
    days = _days(said, load)
    sides = _sides(said, days, load)
    touched = _touched(sides)
    if load.mode == Mode.CREATE:
        known = touched - {item.pk for item in found.new}
        found.turn_down({said[pk].place: ExistsAlready() for pk in known})
        sides.turn_down({side.place: ExistsAlready() for side in _items(sides) if _now(side)["contact_id"] in known})
    for pk in _touched(sides):
        if found.outcomes[said[pk].place].result == Result.UNCHANGED:
            found.outcomes[said[pk].place] = Outcome(Result.UPDATED, pk)
    if load.write:
        spec = _spec(said)
        write_new(spec, sides, load)
        write_changed(spec, sides, load)
        _write_days([day for pk, day in days.items() if pk in _touched(sides)], load)


def _touched(sides: Sorted) -> set[int]:
    """The contacts whose personal side is made or changed."""
    going: list[Item] = [*sides.new, *sides.changed]
    return {int(_now(side)["contact_id"]) for side in going}


def _sides(said: Mapping[int, Item], days: Mapping[int, _Day], load: Load) -> Sorted:
    """The personal sides that the batch makes or changes; one whose birthday alone changes tells of it."""
    stored = dict(Personal.objects.filter(contact__in=said).order_by().values_list("contact_id", "pk"))
    rows = [
        Row(dict(beside_of(item.row).personal), pk=stored.get(pk), defaults={"contact_id": pk})
        for pk, item in said.items()
        if beside_of(item.row).personal or pk in days
    ]
    spec, anything = _spec(said), replace(load, mode=Mode.BOTH)
    sides = sort_out(spec, rows, anything)
    also_change(sides, [side for side in sides.same if side.before["contact_id"] in days], anything, spec)
    for side in sides.changed:
        if day := days.get(side.before["contact_id"]):
            side.told["special_day"] = (day.before, told_of(day.day))
    return sides


def _spec(said: Mapping[int, Item]) -> Spec:
    return Spec(
        Personal,
        may_write=lambda actor: True,  # that was asked before
        label=lambda values: str(_now(said[values["contact_id"]])["name"]),
    )


# ── Birthdays ──


@dataclass(frozen=True, slots=True)
class _Day:
    """before: what the trail says of the one that it takes the place of."""

    day: SpecialDay
    before: str | None


def _days(said: Mapping[int, Item], load: Load) -> dict[int, _Day]:
    """The birthdays that differ from what is known, by contact. One without a year leaves a known year as it is."""
    own = SpecialDay.objects.filter(contact__in=said, kind=DayKind.BIRTHDAY, whose="")
    known = {day.contact_id: day for day in own}
    today = clock.day_of(load.act.now, workspace().zone)
    found: dict[int, _Day] = {}
    for pk, item in said.items():
        birthday, day = beside_of(item.row).birthday, known.get(pk)
        if birthday is None or (day is not None and _says(day, birthday)):
            continue
        before = None if day is None else told_of(day)
        day = day or SpecialDay(contact_id=pk, kind=DayKind.BIRTHDAY)
        put_birthday(day, birthday)
        put_next(day, today)
        found[pk] = _Day(day, before)
    return found


def _says(day: SpecialDay, birthday: Birthday) -> bool:
    return day.yearly == birthday.day and birthday.year in {None, day.year}


def put_birthday(day: SpecialDay, birthday: Birthday) -> None:
    day.lunar, day.month, day.day, day.leap = (
        birthday.day.lunar, birthday.day.month, birthday.day.day, birthday.day.leap,
    )  # fmt: skip
    day.year = birthday.year


def _write_days(days: list[_Day], load: Load) -> None:
    load.journal.parts(SpecialDay, "contact_id", [one.day.contact_id for one in days])
    values = [(one.day, [getattr(one.day, name) for name in DAY_COLUMNS]) for one in days]
    bulk.update(SpecialDay, DAY_COLUMNS, [[day.pk, *row] for day, row in values if day.pk])
    bulk.insert(SpecialDay, ["contact_id", *DAY_COLUMNS], [[day.contact_id, *row] for day, row in values if not day.pk])


def _items(found: Sorted) -> list[Item]:
    return [*found.new, *found.changed, *found.same]


def _now(item: Item) -> Mapping[str, Any]:
    return item.values if isinstance(item, New) else item.after
