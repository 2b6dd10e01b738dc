"""What methods, what is missing, and reasons are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from keyaccount.apps.forecast.models.methods import MethodChoice
from keyaccount.figures import Unit
from keyaccount.figures.figure import Text
from keyaccount.formulas.forecasting.interface import Lack

HOW: Mapping[str, Text] = {
    MethodChoice.TREND: gettext_lazy("Level and trend of past months, with the season after two whole years."),
    MethodChoice.WEIGHTED: gettext_lazy("What is closed, and each open deal’s amount × the win rate set by hand."),
    MethodChoice.MEASURED: gettext_lazy(
        "What is closed, and each open deal’s amount × the win rate that deals of its stage had, drawn towards the one "
        "set by hand where few are decided."
    ),
    MethodChoice.REGRESSION: gettext_lazy(
        "From the months before, the pipeline at the month’s start and its working days, holidays and make-up days "
        "counted."
    ),
    MethodChoice.LEARNED: gettext_lazy(
        "The chance and the month of each open deal, learnt from closed ones, and what usually comes from outside the "
        "pipeline."
    ),
}
REASONS: Mapping[str, Text] = {
    "level": gettext_lazy("Level of the last months"),
    "trend": gettext_lazy("Trend"),
    "season": gettext_lazy("Season: as in the same month a year before"),
    "closed": gettext_lazy("Closed in the month so far"),
    "floor": gettext_lazy("Raised to what is closed already"),
    "usual": gettext_lazy("A usual month"),
    "last_month": gettext_lazy("The month before"),
    "last_quarter": gettext_lazy("The three months before"),
    "expected": gettext_lazy("Pipeline expected in the month when it began"),
    "pipeline": gettext_lazy("The whole pipeline when the month began"),
    "workdays": gettext_lazy("Working days"),
    "open_deals": gettext_lazy("Open deals by their learnt chances"),
    "fresh": gettext_lazy("Usually from deals not open yet, and small orders"),
}
NOTHING_TO_GO_BY = gettext_lazy("There is nothing to go by for this month yet.")
MONEY_DRIVERS = {"last_month", "last_quarter", "expected", "pipeline"}
FEATURES: Mapping[str, Text] = {
    "amount": gettext_lazy("the amount"),
    "amount_zeros": gettext_lazy("how round the amount is"),
    "rate": gettext_lazy("the stage’s win rate"),
    "age": gettext_lazy("days since the first contact"),
    "to_close": gettext_lazy("days to the expected close"),
    "stage": gettext_lazy("the stage"),
    "account_won": gettext_lazy("deals this customer gave us"),
    "account_lost": gettext_lazy("deals we lost at this customer"),
    "account_worth": gettext_lazy("what this customer bought so far"),
    "owner_won": gettext_lazy("deals the owner has won"),
    "owner_lost": gettext_lazy("deals the owner has lost"),
    "owner_worth": gettext_lazy("what the owner has sold so far"),
    "deal.source": gettext_lazy("the source of the deal"),
    "deal.selling_mode": gettext_lazy("the way of selling"),
    "deal.revenue_kind": gettext_lazy("one-off or recurring"),
    "deal.need_kind": gettext_lazy("the kind of need"),
    "account.industry": gettext_lazy("the customer’s industry"),
    "account.province": gettext_lazy("the customer’s province"),
    "account.ownership": gettext_lazy("the customer’s ownership"),
    "account.source": gettext_lazy("where the customer came from"),
    "account.employees": gettext_lazy("the customer’s number of employees"),
    "account.yearly_revenue": gettext_lazy("the customer’s revenue"),
}


def missing(lack: str, have: int, need: int) -> str:
    """The plain sentence in place of a number."""
    counted = {"have": have, "need": need}
    if lack == Lack.MONTHS:
        return (
            ngettext(
                "Too little history: %(have)d complete month is known, %(need)d are needed.",
                "Too little history: %(have)d complete months are known, %(need)d are needed.",
                have,
            )
            % counted
        )
    return {
        Lack.OPEN_DEALS: _("There is no open deal with an expected close date."),
        Lack.CLOSED_DEALS: _("Too little history: %(have)d closed deals are known, %(need)d are needed."),
        Lack.WON_DEALS: _("Too little history: of the closed deals %(have)d were won, %(need)d are needed."),
        Lack.LOST_DEALS: _("Too little history: of the closed deals %(have)d were lost, %(need)d are needed."),
        Lack.TIMED_DEALS: _(
            "Too little history: %(have)d deals could be watched from the start of a month on, %(need)d are needed."
        ),
    }[Lack(lack)] % counted


def unit_of_size(code: str) -> Unit:
    return Unit.MONEY if code in MONEY_DRIVERS else Unit.COUNT
