"""What a new workspace asks of every account and expects of changes there. Safe to run again: what exists stays."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.accounts.models import PortraitQuestion, SignalRule
from keyaccount.apps.accounts.portrait_template import QUESTIONS
from keyaccount.apps.accounts.services import feeds
from keyaccount.apps.accounts.signal_template import RULES
from keyaccount.apps.workspace.services.jobs import schedule


def set_up(now: datetime) -> None:
    if not PortraitQuestion.objects.exists():
        PortraitQuestion.objects.bulk_create(
            PortraitQuestion(part=part, name=name, name_zh=name_zh, position=place)
            for part, questions in QUESTIONS.items()
            for place, (name, name_zh) in enumerate(questions)
        )
    if not SignalRule.objects.exists():
        SignalRule.objects.bulk_create(
            SignalRule(kind=kind, name=name, name_zh=name_zh, need=need, need_zh=need_zh, position=place)
            for place, (kind, name, name_zh, need, need_zh) in enumerate(RULES)
        )
    schedule(kind=feeds.KIND, every_minutes=feeds.EVERY_MINUTES, now=now)
