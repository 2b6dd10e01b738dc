"""Filling a new workspace: every domain brings what it starts with."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction


@transaction.atomic
def set_up_workspace(now: datetime) -> None:
    """Run `set_up.set_up(now)` of every domain that has one, lower domains first. Safe to run again."""
    for config in apps.get_app_configs():
        name = f"{config.name}.set_up"
        if config.name.startswith("keyaccount.") and find_spec(name):
            import_module(name).set_up(now)
