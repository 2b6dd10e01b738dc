"""What an account is thought to buy a year, in columns beside its own: an estimate, its source, day and confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.portfolio.models.estimates import Confidence
from keyaccount.apps.portfolio.services.loading import Purchasing
from keyaccount.apps.workspace.models import Currency
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.entity import Cells, Missing
from keyaccount.surfaces.exchange.entities.field import Field, Kind, words_of

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Run

CONFIDENCE_WORDS = {"low": ("低",), "medium": ("中", "中等"), "high": ("高",)}
AMOUNT = Field("purchasing", _("yearly purchasing"), ("estimated yearly purchasing", "purchase potential", "potential",
               "年采购额", "采购潜力", "年采购额估计", "预计年采购额"), Kind.AMOUNT)  # fmt: skip
CURRENCY = Field("purchasing_currency", _("purchasing currency"), ("currency of purchasing", "采购币种"), Kind.CURRENCY)
SOURCE = Field("purchasing_source", _("purchasing learnt from"), ("source of purchasing", "采购额来源", "年采购额来源"),
               limit=AccountEstimate._meta.get_field("source").max_length)  # fmt: skip
DAY = Field("purchasing_on", _("purchasing as of"), ("purchasing date", "采购额日期", "年采购额日期"), Kind.DATE)
CONFIDENCE = Field("purchasing_confidence", _("confidence in purchasing"), ("confidence", "把握程度", "采购额把握程度"),
                   Kind.CHOICE, choices=words_of(Confidence, CONFIDENCE_WORDS))  # fmt: skip
PURCHASING = (AMOUNT, CURRENCY, SOURCE, DAY, CONFIDENCE)


class NotBelowZero(Fact):
    message = gettext_noop("Yearly purchasing is not below zero.")


class NotYetKnown(Fact):
    message = gettext_noop("An estimate says what is so by now; give a day up to today, not %(day)s.")


class CurrencyNotInUse(Fact):
    message = gettext_noop("%(currency)s is not in use here. Choose a currency of this workspace.")


def purchasing_of(cells: Cells, run: Run) -> Purchasing | None:
    """An amount without its source is refused, and a source without an amount; without any of them nothing is said."""
    given = [one for one in PURCHASING if cells.get(one.key) is not None]
    if not given:
        return None
    for needed in (AMOUNT, SOURCE):
        if needed not in given:
            raise Missing(field=needed.key)
    said = Purchasing(
        cells[AMOUNT.key],
        cells.get(CURRENCY.key) or run.currency,
        cells[SOURCE.key],
        cells.get(DAY.key),
        cells.get(CONFIDENCE.key) or "",
    )
    _check(said, run)
    return said


def _check(said: Purchasing, run: Run) -> None:
    if said.amount < 0:
        raise NotBelowZero
    if said.on is not None and said.on > run.today:
        raise NotYetKnown(day=said.on)
    if said.currency not in run.once("currencies in use", _in_use):
        raise CurrencyNotInUse(currency=said.currency)


def _in_use() -> frozenset[str]:
    return frozenset(Currency.objects.filter(is_active=True).values_list("code", flat=True))
