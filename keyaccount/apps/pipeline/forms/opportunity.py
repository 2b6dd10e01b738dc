"""The forms of one deal: the record itself, what is known of the purchase, its product lines, its people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import choose, label_of_account, label_of_person
from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.contacts.forms.contact import label_of_contact
from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.pipeline.forms.moving import Versioned
from keyaccount.apps.pipeline.forms.settings_pipelines import PercentField
from keyaccount.apps.pipeline.models import Factor, NeedSheet, Opportunity, Product, Stage
from keyaccount.apps.pipeline.services.opportunities import Line
from keyaccount.apps.pipeline.services.purchase import Score
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.apps.workspace.models import Currency, On, User
from keyaccount.apps.workspace.queries.choosing import people_to_own
from keyaccount.apps.workspace.visibility import hides
from keyaccount.ui.widgets import AmountInput, DayInput, Picker

AREA = {"rows": 3}


class OpportunityForm(RecordForm):
    win_rate = PercentField(
        label=_("Own win rate in %"), required=False, help_text=_("Left empty, the stage's win rate counts.")
    )

    class Meta:
        model = Opportunity
        fields: tuple[str, ...] = (
            "name",
            "account",
            "unit",
            "amount",
            "currency",
            "expected_close",
            "owner",
            "next_step",
            "next_step_on",
            "win_rate",
            "opened_on",
            "source",
            "rivals",
            "selling_mode",
            "need_kind",
            "needs",
            "wants",
            "revenue_kind",
            "recurring_amount",
            "recurring_unit",
            "recurring_term",
        )
        labels = {"recurring_term": _("For how many of them")}
        widgets = {
            "account": Picker("accounts:pick", label_of_account),
            "owner": Picker("workspace:pick_owner", label_of_person),
            "amount": AmountInput,
            "recurring_amount": AmountInput,
            "expected_close": DayInput,
            "next_step_on": DayInput,
            "opened_on": DayInput,
            "needs": forms.Textarea(attrs=AREA),
            "wants": forms.Textarea(attrs=AREA),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deal: Opportunity = self.instance
        choose(self.fields["owner"], people_to_own(user) | User.objects.filter(pk=deal.owner_id))
        seen = Account.objects.visible_to(user)
        choose(self.fields["account"], seen)
        if deal.account_id and not seen.filter(pk=deal.account_id).exists():
            del self.fields["account"]  # its name is not for this reader; it stays as it is
        self._offer_units()
        codes = [*Currency.objects.filter(is_active=True).values_list("code", flat=True)]
        if deal.currency and deal.currency not in codes:
            codes.append(deal.currency)
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in codes])
        self.add_custom_fields(On.OPPORTUNITIES, user)

    def _offer_units(self) -> None:
        """Those of the account; where it has none there is nothing to ask."""
        account = str(self.data.get("account") or self.initial.get("account") or self.instance.account_id or "")
        units = BusinessUnit.objects.none()
        if account.isdecimal() and "account" in self.fields:
            present = BusinessUnit.objects.present().filter(account=account)
            units = present | BusinessUnit.objects.filter(pk=self.instance.unit_id)
        if units.exists():
            choose(self.fields["unit"], units)
        else:
            del self.fields["unit"]


class NewOpportunityForm(OpportunityForm):
    """What one knows of a new deal; the rest is asked when there is something to say."""

    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage"), empty_label=None)

    class Meta(OpportunityForm.Meta):
        fields: tuple[str, ...] = (
            "name",
            "account",
            "unit",
            "amount",
            "currency",
            "expected_close",
            "owner",
            "next_step",
            "next_step_on",
            "opened_on",
            "source",
            "needs",
            "wants",
        )

    field_order = ["name", "account", "unit", "stage", "amount", "currency", "expected_close", "owner"]

    def __init__(self, *args: Any, user: User, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields.pop("win_rate", None)
        choose(self.fields["stage"], Stage.objects.filter(pk__in=[stage.pk for stage in stages]))
        several = len({stage.pipeline_id for stage in stages}) > 1
        self.fields["stage"].choices = [  # type: ignore[attr-defined]  # a choice field
            (stage.pk, f"{stage.pipeline.label} · {stage.label}" if several else stage.label) for stage in stages
        ]


class FactorsForm(Versioned):
    """A score and its evidence for each of the five buying factors."""

    def __init__(self, deal: Opportunity, data: Any = None) -> None:
        super().__init__(data, initial={"version": deal.version})
        known = {found.factor: found for found in deal.factors.all()}
        scores = [("", _("not known yet")), *((number, str(number)) for number in range(6))]
        for factor in Factor:
            found = known.get(factor)
            self.fields[factor.value] = forms.TypedChoiceField(
                label=factor.label, choices=scores, coerce=int, empty_value=None, required=False
            )
            self.fields[f"{factor.value}_evidence"] = forms.CharField(
                label=_("What shows it"), required=False, max_length=300
            )
            self.initial[factor.value] = found.score if found else None
            self.initial[f"{factor.value}_evidence"] = found.evidence if found else ""

    @property
    def scores(self) -> dict[Factor, Score]:
        return {
            factor: Score(self.cleaned_data[factor.value], self.cleaned_data[f"{factor.value}_evidence"])
            for factor in Factor
        }

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[factor.value], self[f"{factor.value}_evidence"]) for factor in Factor]


class NeedSheetForm(forms.ModelForm):  # type: ignore[type-arg]
    """Costs and margins only for roles that see them."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = NeedSheet
        fields = ("goal", "findings", "resources", "cost_estimate", "expected_margin")
        widgets = {
            "goal": forms.Textarea(attrs=AREA),
            "findings": forms.Textarea(attrs=AREA),
            "resources": forms.Textarea(attrs=AREA),
            "cost_estimate": AmountInput,
            "expected_margin": AmountInput,
        }

    def __init__(self, *args: Any, user: User, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = version
        for name in self.Meta.fields:
            if hides(user, "pipeline.needsheet", name):
                del self.fields[name]

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class LineForm(forms.Form):
    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product"), required=False)
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, min_value=Decimal("0.01"), max_digits=12, decimal_places=2, initial=1
    )
    price = forms.DecimalField(
        label=_("Price"), required=False, min_value=0, max_digits=18, decimal_places=2, widget=AmountInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["product"], Product.objects.all())
        self.fields["product"].widget = Picker("pipeline:pick_product", label_of_product)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("product") is None:
            return given
        if given.get("quantity") is None:
            given["quantity"] = Decimal(1)
        if given.get("price") is None:
            given["price"] = given["product"].list_price
        if given["price"] is None:
            self.add_error("price", _("This product has no list price: write one."))
        return given

    @property
    def line(self) -> Line | None:
        product = self.cleaned_data.get("product")
        return Line(product, self.cleaned_data["quantity"], self.cleaned_data["price"]) if product else None


def label_of_product(pk: Any) -> str:
    return str(Product.objects.filter(pk=pk).first() or "")


LineFormSet = forms.formset_factory(LineForm, extra=3, max_num=100, absolute_max=100)


class PersonForm(forms.Form):
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Person"))
    role = forms.ChoiceField(
        label=_("Role in this purchase"), required=False, choices=[("", _("not known yet")), *BuyingRole.choices]
    )

    def __init__(self, *args: Any, user: User, account: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["contact"], Contact.objects.visible_to(user))
        picker = Picker("contacts:pick", label_of_contact)
        if account is not None:
            picker.url = f"{picker.url}?account={account}"
        self.fields["contact"].widget = picker
