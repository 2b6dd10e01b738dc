"""The learnt chance of one open deal, with the reasons that move it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keyaccount.apps.forecast.models import DealOdds
from keyaccount.apps.forecast.queries.runs import name_of_field, odds_of
from keyaccount.apps.forecast.words import FEATURES
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Definition, Input, Note, Question, Unit, register


def win_chance(question: Question) -> Answer:
    """Of the deal that `opportunity` names, as the last run learnt it; past days have no odds of their own."""
    deal = question.filters.get("opportunity", "")
    odds = odds_of(question.viewer, int(deal)) if deal.isdecimal() and question.is_live else None
    fiscal_start = load_workspace().fiscal_year_start
    if odds is None:
        text = _(
            "Nothing was learnt about this deal: it is closed or newer than the last run, or history is too short."
        )
        return Answer(value=None, notes=(Note("no_odds", text),), fiscal_start=fiscal_start)
    text = _("Learnt by the run of %(day)s from closed deals.") % {"day": odds.run.as_of.isoformat()}
    return Answer(
        value=odds.chance,
        inputs=tuple(moved(odds)),
        notes=(Note("run", text, odds.run.deals),),
        fiscal_start=fiscal_start,
    )


def moved(odds: DealOdds) -> list[Input]:
    """What moves the chance, against the same deal with a usual value there."""
    return [
        Input(f"r{place}", feature_name(name), Decimal(str(share)), Unit.SHARE)
        for place, (name, share, _held) in enumerate(odds.reasons, 1)
    ]


def feature_name(feature: str) -> str:
    known = FEATURES.get(feature)
    return str(known) if known is not None else name_of_field(feature) or feature


register(
    Definition(
        key="forecast.win_chance",
        title=gettext_lazy("Chance to win"),
        meaning=gettext_lazy("How likely this open deal is won, as learnt from closed deals."),
        words=gettext_lazy("boosted trees on what was known at the time, calibrated on deals they had not seen"),
        symbols="P(won | x)",
        unit=Unit.SHARE,
        compute=win_chance,
        options=("opportunity",),
    )
)
