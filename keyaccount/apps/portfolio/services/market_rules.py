"""What shares of a market say: the workspace's own rules, in the order they are asked. Administrators keep them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keyaccount.apps.portfolio.models import MarketRule
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def add_rule(*, values: Mapping[str, Any], act: Act) -> MarketRule:
    """Behind the others: it is asked when none of them fits."""
    access.administrator(act)
    last = MarketRule.objects.aggregate(last=Max("position"))["last"]
    rule = MarketRule(**values, position=0 if last is None else last + 1)
    revising.check(rule)
    rule.save(force_insert=True)
    audit.record(act, rule, AuditAction.CREATED)
    return rule


@transaction.atomic
def change_rule(*, rule_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> MarketRule:
    rule = _held(rule_id, act)
    revising.revise(rule, values, act, seen=seen)
    return rule


@transaction.atomic
def mark_rule(*, rule_id: int, archived: bool, act: Act) -> MarketRule:
    rule = _held(rule_id, act)
    if (rule.archived_at is not None) != archived:
        rule.archived_at = act.now if archived else None
        rule.save(update_fields=["archived_at"])
        audit.record(act, rule, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return rule


@transaction.atomic
def raise_rule(*, rule_id: int, act: Act) -> MarketRule:
    """One place up, so that it is asked before the one above; the first stays where it is."""
    rule = _held(rule_id, act)
    rules = list(MarketRule.objects.select_for_update().present())
    place = next((at for at, one in enumerate(rules) if one.pk == rule.pk), 0)
    if place == 0:
        return rule
    rules[place - 1], rules[place] = rules[place], rules[place - 1]
    for at, one in enumerate(rules):
        one.position = at
    MarketRule.objects.bulk_update(rules, ["position"])
    audit.record(act, rule, AuditAction.CHANGED, {"order": (place + 1, place)})
    return rule


def _held(rule_id: int, act: Act) -> MarketRule:
    access.administrator(act)
    rule: MarketRule | None = MarketRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound
    return rule
