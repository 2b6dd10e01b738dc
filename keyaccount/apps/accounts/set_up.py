"""What a new workspace asks of every account. Safe to run again: what exists is left as it is."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.accounts.models import PortraitQuestion
from keyaccount.apps.accounts.portrait_template import QUESTIONS


def set_up(now: datetime) -> None:
    if not PortraitQuestion.objects.exists():
        PortraitQuestion.objects.bulk_create(
            PortraitQuestion(part=part, name=name, name_zh=name_zh, position=place)
            for part, questions in QUESTIONS.items()
            for place, (name, name_zh) in enumerate(questions)
        )
