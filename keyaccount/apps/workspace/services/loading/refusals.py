"""Why a row of a batch must not be written, asked once for all of them: rights, names, circles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property, partial
from typing import Any

from django.db import models

from keyaccount.apps.workspace.models import CustomField, Reach, User
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.services.custom_values import NeedsValue
from keyaccount.apps.workspace.services.loading.batch import Load, Refusal, Row, Spec
from keyaccount.kernel.errors import Fact, gettext_noop


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


class Rights:
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
    return Rights(spec, load).writable(records)


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
