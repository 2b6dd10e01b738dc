"""What people and methods say about the future."""

from __future__ import annotations

from tests.house.rules import SIGNED_IN, Address

PAGES = {
    "forecast:forecast": Address(SIGNED_IN),
}
