"""One thing that was looked at, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """remedy: what to do; empty when all is well."""

    topic: str
    level: Level
    text: str
    remedy: str = ""


def fine(topic: str, text: str) -> Finding:
    return Finding(topic, Level.OK, text)


def warning(topic: str, text: str, remedy: str) -> Finding:
    return Finding(topic, Level.WARNING, text, remedy)


def error(topic: str, text: str, remedy: str) -> Finding:
    return Finding(topic, Level.ERROR, text, remedy)
