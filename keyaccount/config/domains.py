"""The domains present in keyaccount/apps: adding one is adding its folder."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import keyaccount.apps

ORDER = (
    "workspace",
    "collaboration",
    "accounts",
    "contacts",
    "pipeline",
    "events",
    "portfolio",
    "forecast",
    "insights",
)


def domains() -> list[str]:
    """Module paths of the domains, lower ones first; a folder that ORDER does not name yet comes last."""
    folder = Path(keyaccount.apps.__file__).parent
    found = sorted(entry.parent.name for entry in folder.glob("*/apps.py"))
    return [f"keyaccount.apps.{name}" for name in sorted(found, key=_rank)]


def modules(name: str) -> list[ModuleType]:
    """The module of that name (`figures`, `urls`, `set_up`) from every domain that has one."""
    return [import_module(f"{domain}.{name}") for domain in domains() if find_spec(f"{domain}.{name}")]


def _rank(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)
