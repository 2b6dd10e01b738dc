"""What a slide of a people map holds: apart from the drawing, so that only who draws loads the library for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keyaccount.apps.contacts.tables.people_map import Card, LineDrawn


@dataclass(frozen=True, slots=True)
class MapSlide:
    """title, subtitle: what stands above the map."""

    title: str
    subtitle: str
    cards: Sequence[Card]
    lines: Sequence[LineDrawn]
