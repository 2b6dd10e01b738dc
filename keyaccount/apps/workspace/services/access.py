"""Guards that services call before they write."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User, Versioned
from keyaccount.apps.workspace.services.editing import locked
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound


class WasMerged(Fact):
    message = _("“%(name)s” was merged into another record. Open it to come there, and change that one.")


Record = TypeVar("Record", bound=Versioned)


def writable(model: type[Record], pk: int, act: Act) -> Record:
    """The record, locked for this transaction. NotFound when the actor may not see it, NotAllowed when only see it."""
    rows: Any = model._default_manager  # its QuerySet knows who sees and who writes its rows
    if not rows.visible_to(act.actor).filter(pk=pk).exists():
        raise NotFound
    if not rows.writable_by(act.actor).filter(pk=pk).exists():
        raise NotAllowed
    held: Record = locked(rows.all(), pk)
    if getattr(held, "merged_into_id", None) is not None:
        raise WasMerged(name=str(held))
    return held


def may_create(act: Act) -> None:
    if not act.actor.role.may_create:
        raise NotAllowed


def may_own(act: Act, owner: User | None) -> None:
    """Nobody hands a record to someone whose records they may not write, except to keep it themselves."""
    people = act.actor.people_in_charge
    if owner is not None and people is not None and owner.pk not in people and owner.team_id != act.actor.team_id:
        raise NotAllowed


def administrator(act: Act) -> None:
    if not act.actor.role.may_administer:
        raise NotAllowed
