"""The workspace's rules for tiers, as the formulas take them."""

from __future__ import annotations

from decimal import Decimal

from keyaccount.apps.portfolio.models import TierRules
from keyaccount.figures import memo
from keyaccount.formulas.tiers import Bounds, Part, Weights


@memo.once
def tier_rules() -> TierRules:
    return TierRules.objects.filter(pk=1).first() or TierRules(pk=1)


def weights_of(rules: TierRules) -> Weights:
    return {Part.CONTRIBUTION: rules.contribution, Part.POTENTIAL: rules.potential, Part.DEPTH: rules.depth}


def bounds_of(rules: TierRules) -> Bounds:
    return Bounds(a=Decimal(rules.a_from), b=Decimal(rules.b_from))
