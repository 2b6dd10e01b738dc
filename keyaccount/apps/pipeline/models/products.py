"""What we sell, and the lines of it on an opportunity."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, Imported, Versioned


class Product(Versioned, Archivable, Imported):
    name = models.CharField(_("name"), max_length=120, unique=True)
    code = models.CharField(_("code"), max_length=60, blank=True, default="")
    series = models.CharField(_("series"), max_length=80, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=40, blank=True, default="")
    list_price = AmountField(_("list price"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    description = models.TextField(_("description"), blank=True, default="")

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["external_source", "external_id"], name="product_external_id")]

    def __str__(self) -> str:
        return self.name


class ProductLine(models.Model):
    """One product on an opportunity, in the opportunity's currency."""

    opportunity = models.ForeignKey("pipeline.Opportunity", on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lines", verbose_name=_("product"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, default=Decimal(1))
    price = AmountField(_("price"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="quantity_above_zero")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.quantity * self.price).quantize(Decimal("0.01"))
