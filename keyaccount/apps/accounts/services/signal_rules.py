"""The rule table: which change is likely to need what. Administrators keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keyaccount.apps.accounts.models import SignalRule
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.kept_lists import KeptList

LIST = KeptList(SignalRule)


def add_rule(*, values: Mapping[str, Any], act: Act) -> SignalRule:
    return LIST.add(values, act)


def change_rule(*, rule_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> SignalRule:
    return LIST.change(rule_id, values, act, seen)


def mark_rule(*, rule_id: int, archived: bool, act: Act) -> SignalRule:
    """Offered no longer, or again; signals keep the change they were given."""
    return LIST.mark(rule_id, act, archived=archived)


def held(rule_id: int, act: Act) -> SignalRule:
    return LIST.held(rule_id, act)
