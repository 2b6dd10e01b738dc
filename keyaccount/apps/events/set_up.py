"""The kinds of event of a new workspace. Safe to run again: what exists stays as it is."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.events.models import EventKind

KINDS = (
    ("Seminar", "研讨会"),
    ("Customer visit to us", "来访参观"),
    ("Trade show", "展会"),
    ("Dinner or salon", "沙龙宴请"),
    ("Training", "培训"),
    ("Online", "线上活动"),
)


def set_up(now: datetime) -> None:
    if not EventKind.objects.exists():
        EventKind.objects.bulk_create(
            EventKind(name=name, name_zh=name_zh, position=position) for position, (name, name_zh) in enumerate(KINDS)
        )
