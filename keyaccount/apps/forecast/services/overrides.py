"""Numbers said against the computed roll-up: a new one ends the one before, a reset ends it with a reason."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import Override, Spoken
from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.apps.forecast.services.speaking import speaks_for
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound
from keyaccount.kernel.period import Period

KINDS = frozenset({"month", "quarter", "year"})


class PeriodIsOver(Fact):
    message = _("That period is over: what was said for it stays as it was.")


class NoLongerHolds(Fact):
    message = _("This number does not hold any more: it was taken back, or a newer one took its place.")


@transaction.atomic
def set_override(
    *, person: User, category: str, period: Period, amount: Decimal, note: str, by_manager: bool, act: Act
) -> Override:
    """Say one's own number, or as a manager that of one's people. Cumulative, in the base currency, with a note."""
    may_speak(person, by_manager, act)
    note = note.strip()
    check(category, period, amount, note, act)
    held = _held(person, category, period, by_manager)
    if held is not None and (held.amount, held.note) == (amount, note):
        return held
    if held is not None:
        _end(held, act)
    said = Override(
        person=person,
        by_manager=by_manager,
        category=category,
        period_start=period.start,
        period_end=period.end,
        amount=amount,
        currency=load_workspace().base_currency,
        note=note,
        author=act.actor,
        valid_from=act.now,
    )
    said.save(force_insert=True)
    audit.record(act, said, AuditAction.CREATED, {"amount": (held and held.amount, amount), "note": (None, note)})
    return said


@transaction.atomic
def reset_override(*, person: User, category: str, period: Period, by_manager: bool, reason: str, act: Act) -> Override:
    """Back to what was there without it, with the reason why."""
    may_speak(person, by_manager, act)
    held = _held(person, category, period, by_manager)
    if held is None:
        raise NotFound
    if period.end < clock.day_of(act.now, load_workspace().zone):
        raise PeriodIsOver
    reason = reason.strip()
    if not reason:
        raise Invalid(fields={"reason": str(_("Say in a sentence why the number no longer holds."))})
    if len(reason) > NOTE_LENGTH:
        raise Invalid(fields={"reason": str(_("Say it in 300 characters or fewer."))})
    _end(held, act, reason)
    audit.record(act, held, AuditAction.REMOVED, {"amount": (held.amount, None), "reset_reason": ("", reason)})
    return held


@transaction.atomic
def take_back(*, override_id: int, reason: str, act: Act) -> Override:
    """The same for just this number: one that a newer one followed is not taken for it."""
    said = Override.objects.visible_to(act.actor).select_related("person__role").filter(pk=override_id).first()
    if said is None:
        raise NotFound
    may_speak(said.person, said.by_manager, act)
    if said.valid_to is not None:
        raise NoLongerHolds
    period = Period(said.period_start, said.period_end)
    return reset_override(
        person=said.person, category=said.category, period=period, by_manager=said.by_manager, reason=reason, act=act
    )


def may_speak(person: User, by_manager: bool, act: Act) -> None:
    """Nobody speaks in another's name: as a manager one says a number of one's own, beside theirs."""
    allowed = speaks_for(act.actor, person) if by_manager else person.pk == act.actor.pk and person.role.may_create
    if not allowed:
        raise NotAllowed


def check(category: str, period: Period, amount: Decimal, note: str, act: Act) -> None:
    if period.end < clock.day_of(act.now, load_workspace().zone):
        raise PeriodIsOver
    fields: dict[str, str] = {}
    if category not in Spoken.values:
        fields["category"] = str(_("Choose one of the categories."))
    if period.kind not in KINDS:
        fields["period"] = str(_("Choose a month, a quarter or a year."))
    if amount < 0:
        fields["amount"] = str(_("A forecast is not below zero."))
    if not note:
        fields["note"] = str(_("Say in a sentence what the deals do not show."))
    elif len(note) > NOTE_LENGTH:
        fields["note"] = str(_("Say it in 300 characters or fewer."))
    if fields:
        raise Invalid(fields=fields)


def _held(person: User, category: str, period: Period, by_manager: bool) -> Override | None:
    rows = Override.objects.select_for_update().current().filter(person=person, category=category)
    found: Override | None = rows.filter(
        by_manager=by_manager, period_start=period.start, period_end=period.end
    ).first()
    return found


def _end(held: Override, act: Act, reason: str = "") -> None:
    held.valid_to, held.ended_by, held.reset_reason = act.now, act.actor, reason
    held.save(update_fields=["valid_to", "ended_by", "reset_reason"])
