"""The workspace's rules of people maps, with the defaults where it has set none."""

from __future__ import annotations

from dataclasses import dataclass

from keyaccount.apps.contacts.models import BuyingRole, MapRules, RoleRule
from keyaccount.figures import memo
from keyaccount.formulas.influence import DEFAULT_WEIGHTS, FADES_AFTER, NEEDED_ROLES


@dataclass(frozen=True, slots=True)
class Rule:
    role: BuyingRole
    weight: int
    needed: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """by_role: in the order in which roles are shown."""

    by_role: dict[str, Rule]
    fades_after: int

    @property
    def weights(self) -> dict[str, int]:
        return {role: rule.weight for role, rule in self.by_role.items()}

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(role for role, rule in self.by_role.items() if rule.needed)


@memo.once
def map_rules() -> Rules:
    set_here = {row.role: Rule(BuyingRole(row.role), row.weight, row.needed) for row in RoleRule.objects.all()}
    fading = MapRules.objects.values_list("fades_after", flat=True).first()
    return Rules(
        by_role={role: set_here.get(role) or _default(role) for role in BuyingRole.values},
        fades_after=FADES_AFTER if fading is None else fading,
    )


def rule_of(role: str) -> Rule:
    return map_rules().by_role[role]


def _default(role: str) -> Rule:
    return Rule(BuyingRole(role), DEFAULT_WEIGHTS[role], role in NEEDED_ROLES)
