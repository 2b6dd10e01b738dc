"""What was learnt about one deal, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from keyaccount.apps.forecast.figures.odds import feature_name
from keyaccount.apps.forecast.models import DealOdds
from keyaccount.apps.forecast.queries.runs import odds_of
from keyaccount.apps.pipeline.models import Opportunity, Status
from keyaccount.figures import Question, compute


def odds_panel(question: Question, deal: Opportunity) -> dict[str, Any] | None:
    if deal.status != Status.OPEN or deal.archived_at is not None:
        return None
    odds = odds_of(question.viewer, deal.pk)
    if odds is None:
        return None
    rate = deal.stage.win_rate if deal.win_rate is None else deal.win_rate
    return {
        "chance": compute("forecast.win_chance", question),
        "rate": rate,
        "month": odds.month,
        "month_share": odds.month_share,
        "sentences": sentences(odds),
        "day": odds.run.as_of,
    }


def sentences(odds: DealOdds) -> list[str]:
    """What raises the chance and what lowers it, in points of a hundred."""
    found = []
    for name, share, _held in odds.reasons:
        points = abs(round(Decimal(str(share)) * 100))
        told = {"what": feature_name(name), "points": points}
        if points:
            raises = _("%(what)s raises it by %(points)s points") % told
            found.append(raises if share > 0 else _("%(what)s lowers it by %(points)s points") % told)
    return found
