"""The workspace's rules for tiers, as the formulas take them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Max

from keyaccount.apps.portfolio.models import AccountStanding, TierRules
from keyaccount.figures import memo
from keyaccount.formulas.tiers import Bounds, Part, Weights


@memo.once
def tier_rules() -> TierRules:
    return TierRules.objects.filter(pk=1).first() or TierRules(pk=1)


def last_review() -> date | None:
    """The day of the last one, if there was any."""
    found: date | None = AccountStanding.objects.aggregate(last=Max("on"))["last"]
    return found


def weights_of(rules: TierRules) -> Weights:
    return {Part.CONTRIBUTION: rules.contribution, Part.POTENTIAL: rules.potential, Part.DEPTH: rules.depth}


def bounds_of(rules: TierRules) -> Bounds:
    return Bounds(a=Decimal(rules.a_from), b=Decimal(rules.b_from))
