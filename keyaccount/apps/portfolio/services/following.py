"""What is made of signals: an opportunity, and the products that a rule points to."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keyaccount.apps.accounts.models import Signal
from keyaccount.apps.accounts.services.signal_rules import held
from keyaccount.apps.pipeline.models import Opportunity, Product
from keyaccount.apps.pipeline.services.opportunities import Line, create_opportunity, set_lines, update_opportunity
from keyaccount.apps.portfolio.models import RuleProduct, SignalDeal
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import Fact, NotFound


class SignalWithoutAccount(Fact):
    message = gettext_lazy(
        "This signal tells of an industry. Write it down for an account to make an opportunity of it."
    )


class SignalSettled(Fact):
    message = gettext_lazy("Something came of this signal already.")


@transaction.atomic
def follow_signal(*, signal_id: int, product_id: int | None = None, act: Act) -> Opportunity:
    """The opportunity that a signal suggests, with its account and, where one is chosen, the product."""
    signal = access.writable(Signal, signal_id, act)
    if signal.account is None:
        raise SignalWithoutAccount
    if signal.dismissed_at is not None or signal.deals.filter(opportunity__archived_at=None).exists():
        raise SignalSettled
    product = Product.objects.present().filter(pk=product_id).first() if product_id else None
    if product_id and product is None:
        raise NotFound
    need = signal.rule.likely_need if signal.rule is not None else str(signal)
    values = {
        "name": product.name if product is not None else need[:200],
        "account": signal.account,
        "source": _("Signal"),
        "needs": signal.text,
    }
    deal = create_opportunity(values=values, act=act)
    if product is not None:
        _put(product, deal, act)
    SignalDeal.objects.create(signal=signal, opportunity=deal)
    audit.record(act, signal, AuditAction.CHANGED, {"opportunity": (None, deal.name)})
    return deal


def _put(product: Product, deal: Opportunity, act: Act) -> None:
    """At its list price; a product without one leaves the amount open."""
    price = product.list_price if product.currency == deal.currency else None
    set_lines(opportunity_id=deal.pk, lines=[Line(product, Decimal(1), price or Decimal(0))], act=act)
    if price is None:
        update_opportunity(opportunity_id=deal.pk, values={"amount": None}, act=act)


@transaction.atomic
def point_rule(*, rule_id: int, products: Iterable[Product], act: Act) -> None:
    """Let the rule point to exactly these products."""
    rule = held(rule_id, act)
    wanted = {product.pk: product.name for product in products}
    before = dict(RuleProduct.objects.filter(rule=rule).values_list("product_id", "product__name"))
    if set(wanted) == set(before):
        return
    RuleProduct.objects.filter(rule=rule).exclude(product__in=wanted).delete()
    RuleProduct.objects.bulk_create(RuleProduct(rule=rule, product_id=pk) for pk in wanted if pk not in before)
    audit.record(act, rule, AuditAction.CHANGED, {"products": (sorted(before.values()), sorted(wanted.values()))})
