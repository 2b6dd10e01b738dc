"""The relationship stages, advice cards and jobs of a new workspace. Safe to run again: what exists stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from keyaccount.apps.contacts.advice_cards import TEMPERAMENT, THINKING, Card
from keyaccount.apps.contacts.models import AdviceCard, RelationshipStage, Subject
from keyaccount.apps.contacts.services import next_days
from keyaccount.apps.workspace.services.jobs import schedule

STAGES = (("Know", "认识"), ("Trust", "信任"), ("Ally", "同盟"))


def set_up(now: datetime) -> None:
    if not RelationshipStage.objects.exists():
        RelationshipStage.objects.bulk_create(
            RelationshipStage(name=name, name_zh=name_zh, position=position)
            for position, (name, name_zh) in enumerate(STAGES)
        )
    _add_cards(Subject.THINKING, THINKING)
    _add_cards(Subject.TEMPERAMENT, TEMPERAMENT)
    schedule(kind=next_days.KIND, every_minutes=next_days.EVERY_MINUTES, now=now)


def _add_cards(subject: Subject, cards: Mapping[str, Card]) -> None:
    for code, card in cards.items():
        AdviceCard.objects.get_or_create(subject=subject, code=code, defaults=asdict(card))
