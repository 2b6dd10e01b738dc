"""Signals as people work through them: what each is likely to need, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from keyaccount.apps.accounts.models import Account, Signal, SignalRule
from keyaccount.apps.pipeline.models import Opportunity, Product, Status
from keyaccount.apps.portfolio.models import RuleProduct, SignalDeal
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotAllowed, NotFound

FRESH = timedelta(days=14)
ON_TODAY = 6


class CameOf(StrEnum):
    OPEN = "open"
    MADE = "made"
    WON = "won"
    LOST = "lost"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Followed:
    """deal: the opportunity made of it, where the reader sees it."""

    signal: Signal
    outcome: CameOf
    deal: Opportunity | None
    products: Sequence[Product]
    writable: bool = False


def signals_seen(user: User, *, account: Account | None = None, unsettled: bool = False) -> QuerySet[Signal]:
    rows = Signal.objects.visible_to(user).present().select_related("account", "rule", "author")
    if account is not None:
        rows = rows.filter(account=account)
    if unsettled:
        rows = rows.undecided().exclude(pk__in=_dealt().values("signal"))
    return rows.order_by("-on", "-pk")


def followed(signals: Iterable[Signal], user: User) -> list[Followed]:
    """Each with what came of it; the reader is told of a deal only as much as they see of it."""
    found = list(signals)
    ids = [signal.pk for signal in found]
    deals = dict(_dealt().filter(signal__in=ids).order_by("pk").values_list("signal_id", "opportunity_id"))
    seen = Opportunity.objects.visible_to(user).in_bulk(deals.values())
    products = _products_of({signal.rule_id for signal in found if signal.rule_id})
    writable = set(Signal.objects.writable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        Followed(
            signal,
            _outcome(signal, signal.pk in deals, seen.get(deals.get(signal.pk, 0))),
            seen.get(deals.get(signal.pk, 0)),
            products.get(signal.rule_id or 0, []),
            signal.pk in writable,
        )
        for signal in found
    ]


def fresh_signals(user: User, today: date) -> list[Followed]:
    """The newest of the reader's own accounts that nothing has come of yet."""
    mine = Account.objects.tended_by(user).present().order_by().values("pk")
    rows = signals_seen(user, unsettled=True).filter(account__in=mine, on__gt=today - FRESH, on__lte=today)
    return followed(rows[:ON_TODAY], user)


def signal_to_write(user: User, signal_id: int) -> Signal:
    found: Signal | None = Signal.objects.visible_to(user).filter(pk=signal_id).first()
    if found is None:
        raise NotFound
    if not Signal.objects.writable_by(user).filter(pk=signal_id).exists():
        raise NotAllowed
    return found


def rules_with_products() -> list[tuple[SignalRule, Sequence[Product]]]:
    rules = list(SignalRule.objects.all())
    products = _products_of({rule.pk for rule in rules})
    rules.sort(key=lambda rule: rule.archived_at is not None)
    return [(rule, products.get(rule.pk, [])) for rule in rules]


def _dealt() -> QuerySet[SignalDeal]:
    """An archived opportunity is as if it had not been made."""
    return SignalDeal.objects.filter(Q(opportunity__archived_at=None))


def _outcome(signal: Signal, made: bool, deal: Opportunity | None) -> CameOf:
    if signal.dismissed_at is not None:
        return CameOf.DISMISSED
    if deal is not None:
        return {Status.WON: CameOf.WON, Status.LOST: CameOf.LOST}.get(Status(deal.status), CameOf.MADE)
    return CameOf.MADE if made else CameOf.OPEN


def _products_of(rules: set[int]) -> dict[int, list[Product]]:
    found: dict[int, list[Product]] = defaultdict(list)
    rows = RuleProduct.objects.filter(rule__in=rules, product__archived_at=None).select_related("product")
    for row in rows.order_by("product__name"):
        found[row.rule_id].append(row.product)
    return found
