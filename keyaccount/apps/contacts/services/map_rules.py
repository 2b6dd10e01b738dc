"""The workspace's rules of people maps: what each role weighs, which must be filled, when a reading fades."""

from __future__ import annotations

from django.db import transaction

from keyaccount.apps.contacts.models import BuyingRole, MapRules, RoleRule
from keyaccount.apps.contacts.queries.map_rules import Rules, map_rules, rule_of
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services import access, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def set_role_rule(*, role: str, weight: int, needed: bool, act: Act) -> RoleRule:
    access.administrator(act)
    if role not in BuyingRole.values:
        raise NotFound
    rule = RoleRule.objects.filter(role=role).first()
    if rule is None:
        now = rule_of(role)
        rule = RoleRule(role=role, weight=now.weight, needed=now.needed)
        rule.save()
    revising.revise(rule, {"weight": weight, "needed": needed}, act)
    return rule


@transaction.atomic
def change_rules(*, rules: Rules, act: Act) -> None:
    """All of them at once; the trail says of each what changed."""
    access.administrator(act)
    now = map_rules()
    for role, wanted in rules.by_role.items():
        if wanted != now.by_role[role]:
            set_role_rule(role=role, weight=wanted.weight, needed=wanted.needed, act=act)
    if rules.fades_after != now.fades_after:
        set_fading(days=rules.fades_after, act=act)


@transaction.atomic
def set_fading(*, days: int, act: Act) -> MapRules:
    access.administrator(act)
    rules, _made = MapRules.objects.get_or_create(pk=1)
    revising.revise(rules, {"fades_after": days}, act)
    return rules
