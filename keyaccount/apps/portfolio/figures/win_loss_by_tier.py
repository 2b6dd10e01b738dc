"""Deals won and lost by the tier that the account had on the day the deal closed."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.win_loss import BY, WITHOUT
from keyaccount.apps.pipeline.queries import outcome_groups
from keyaccount.apps.portfolio.models import TierEvent, TierOverride
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question

KEY = "tier"


def tier_then(question: Question, workspace: Workspace) -> Combinable:
    """Set by hand that day, else what the last review up to it found; empty before any review, and where the viewer
    does not see the account."""
    closed, account = OuterRef("closed_on"), OuterRef("account_id")
    by_hand = TierOverride.objects.visible_to(question.viewer).annotate(
        set_on=TruncDate("set_at", tzinfo=workspace.zone), ended_on=TruncDate("ended_at", tzinfo=workspace.zone)
    )
    held = by_hand.filter(account=account, set_on__lte=closed, expires_on__gte=closed)
    held = held.filter(Q(ended_at=None) | Q(ended_on__gt=closed)).order_by("-pk")
    reviewed = TierEvent.objects.visible_to(question.viewer).filter(account=account, on__lte=closed)
    found = reviewed.order_by(F("on").desc(), "-pk")
    return Coalesce(Subquery(held.values("tier")[:1]), Subquery(found.values("to_tier")[:1]), Value(""))


BY[KEY] = _("Tier of the account")
WITHOUT[KEY] = _("no tier on that day")
outcome_groups.add(KEY, tier_then, kept=True)
