"""The rule table: which change is likely to need what. Administrators keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keyaccount.apps.accounts.models import SignalRule
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def add_rule(*, values: Mapping[str, Any], act: Act) -> SignalRule:
    access.administrator(act)
    last = SignalRule.objects.aggregate(last=Max("position"))["last"]
    rule = SignalRule(**values, position=0 if last is None else last + 1)
    revising.check(rule)
    rule.save(force_insert=True)
    audit.record(act, rule, AuditAction.CREATED)
    return rule


@transaction.atomic
def change_rule(*, rule_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> SignalRule:
    rule = held(rule_id, act)
    revising.revise(rule, values, act, seen=seen)
    return rule


@transaction.atomic
def mark_rule(*, rule_id: int, archived: bool, act: Act) -> SignalRule:
    """Offered no longer, or again; signals keep the change they were given."""
    rule = held(rule_id, act)
    if (rule.archived_at is not None) != archived:
        rule.archived_at = act.now if archived else None
        rule.save(update_fields=["archived_at"])
        audit.record(act, rule, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return rule


def held(rule_id: int, act: Act) -> SignalRule:
    access.administrator(act)
    rule: SignalRule | None = SignalRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound
    return rule
