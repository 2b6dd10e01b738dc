"""Figures and reports."""

from __future__ import annotations

from tests.house.rules import SIGNED_IN, Address

PAGES = {
    "insights:explain": Address(SIGNED_IN),
    "insights:history": Address(SIGNED_IN),
    "insights:overview": Address(SIGNED_IN),
}

OPERATIONS: dict[str, Address] = {
    "listFigures": Address(SIGNED_IN),
    "computeFigure": Address(SIGNED_IN),
}
