"""What came of signals, and which products their rules point to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Signal, SignalRule
from keyaccount.apps.pipeline.models import Opportunity, Product


class SignalDeal(models.Model):
    """An opportunity that a signal led to."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="deals")
    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="signal_deal")

    def __str__(self) -> str:
        return f"{self.signal_id} → {self.opportunity_id}"


class RuleProduct(models.Model):
    rule = models.ForeignKey(SignalRule, on_delete=models.CASCADE, related_name="products", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", verbose_name=_("product"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "product"], name="rule_product_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} → {self.product_id}"
