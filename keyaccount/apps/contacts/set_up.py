"""The relationship stages a new workspace starts with. Safe to run again: what exists is left as it is."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.contacts.models import RelationshipStage

STAGES = (("Know", "认识"), ("Trust", "信任"), ("Ally", "同盟"))


def set_up(now: datetime) -> None:
    if not RelationshipStage.objects.exists():
        RelationshipStage.objects.bulk_create(
            RelationshipStage(name=name, name_zh=name_zh, position=position)
            for position, (name, name_zh) in enumerate(STAGES)
        )
