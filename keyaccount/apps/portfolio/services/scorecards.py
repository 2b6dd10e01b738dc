"""Setting the scorecard of a stance, and writing down what people read off; what held before stays for its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import CardMeasure, MeasureReading, StanceCard
from keyaccount.apps.portfolio.queries.scorecards import card_at
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit
from keyaccount.formulas.scorecard import BY_KEY, Card, makes_whole
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.kernel.period import Period


@transaction.atomic
def set_card(*, stance: Stance, card: Card, act: Act) -> StanceCard | None:
    """The whole card; an empty one is a stance that is not measured. None when nothing changes."""
    access.administrator(act)
    held = card_at(stance, clock.day_of(act.now, load_workspace().zone))
    if held == card:
        return None
    _check_card(card)
    made = StanceCard.objects.create(stance=stance, valid_from=act.now, set_by=act.actor)
    CardMeasure.objects.bulk_create(
        CardMeasure(card=made, key=key, weight=wanted.weight, wanted=wanted.value) for key, wanted in card.items()
    )
    audit.record(act, made, AuditAction.CHANGED, {"measures": (_told(held), _told(card))})
    return made


def _check_card(card: Card) -> None:
    fields = {key: str(_("Give a weight and a wanted value above 0.")) for key, one in card.items() if one.value <= 0}
    if unknown := set(card) - set(BY_KEY):
        raise NotFound(_("There is no measure “%(name)s”."), name=sorted(unknown)[0])
    if fields:
        raise Invalid(fields={f"{key}_wanted": text for key, text in fields.items()})
    if card and not makes_whole(one.weight for one in card.values()):
        raise Invalid(_("The weights do not make 100%%."))


def _told(card: Card) -> list[str]:
    return [f"{key} {one.weight} → {one.value}" for key, one in card.items()]


@transaction.atomic
def add_reading(
    *, stance: Stance, key: str, value: Decimal, source: str, act: Act, quarter: date | None = None
) -> MeasureReading:
    """quarter: any day of it; today's, when left out. Earlier readings stay as they are."""
    if not act.actor.role.may_set_targets:
        raise NotAllowed
    workspace = load_workspace()
    today = clock.day_of(act.now, workspace.zone)
    start = Period.containing(quarter or today, "quarter", workspace.fiscal_year_start).start
    reading = MeasureReading(
        stance=stance, key=key, quarter=start, value=value, source=source, author=act.actor, created_at=act.now
    )
    _check_reading(reading, today)
    reading.save(force_insert=True)
    told: dict[str, tuple[None, Any]] = {
        name: (None, getattr(reading, name)) for name in ("stance", "key", "quarter", "value", "source")
    }
    audit.record(act, reading, AuditAction.CREATED, told)
    return reading


def _check_reading(reading: MeasureReading, today: date) -> None:
    known = BY_KEY.get(reading.key)
    if known is None or known.live:
        raise Invalid(fields={"key": str(_("There is no measure of this key that people read off."))})
    fields: Mapping[str, str] = {}
    try:
        reading.full_clean(exclude=["created_at"])
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    if reading.quarter > today:
        fields = {**fields, "quarter": str(_("A reading is of a quarter that has begun."))}
    if fields:
        raise Invalid(fields=dict(fields))
