"""Every address, API operation and figure with the rule that says who may have it: a module a domain or surface."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from tests.house.rules import Address

MODULES: list[ModuleType] = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]


def _together(*names: str) -> dict[str, Any]:
    """What the modules say under these names; a thing that two of them name has no clear rule."""
    found: dict[str, Any] = {}
    for module in MODULES:
        for name in names:
            said: Mapping[str, Any] = getattr(module, name, {})
            assert not found.keys() & said.keys(), f"named twice: {sorted(found.keys() & said.keys())}"
            found.update(said)
    return found


ADDRESSES: dict[str, Address] = _together("PAGES", "SETTINGS", "SIGNING_IN")
OPERATIONS: dict[str, Address] = _together("OPERATIONS")
FIGURE_OPTIONS: dict[str, str] = _together("FIGURE_OPTIONS")
