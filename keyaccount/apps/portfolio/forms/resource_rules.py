"""The form of the norms, in percent: a line for each stance, a column for each resource; the split of the effort."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy

from keyaccount.apps.portfolio.forms.percent import HUNDRED, PercentField
from keyaccount.apps.portfolio.models import ResourceRules
from keyaccount.apps.portfolio.words import EFFORTS, RESOURCES, STANCES
from keyaccount.figures.figure import Text
from keyaccount.formulas.effort import PRESETS, Effort
from keyaccount.formulas.resources import Resource
from keyaccount.formulas.segments import Stance
from keyaccount.ui.formatting import exact
from keyaccount.ui.widgets import AmountInput

BETWEEN = (MinValueValidator(0), MaxValueValidator(100))


class ResourceRulesForm(forms.Form):
    hours_per_visit = forms.DecimalField(
        label=gettext_lazy("Hours a visit takes"),
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.25"),
        widget=AmountInput,
        help_text=gettext_lazy("With the way there and the preparation: a visit has no length of its own."),
    )
    repeat_probability = PercentField(
        label=gettext_lazy("Repeat sales come again with, %"),
        required=True,
        validators=BETWEEN,
        help_text=gettext_lazy("For the expected value of accounts; the field counts on 50% with present customers."),
    )

    def __init__(self, data: Any, held: ResourceRules) -> None:
        super().__init__(data)
        for stance in Stance:
            for resource in Resource:
                name = f"{stance}_{resource}"
                label = gettext("%(stance)s: %(resource)s, %%") % {
                    "stance": STANCES[stance],
                    "resource": RESOURCES[resource],
                }
                self.fields[name] = PercentField(label=label, required=True, validators=BETWEEN)
        for part in Effort:
            self.fields[f"effort_{part}"] = PercentField(
                label=gettext("%(part)s, %%") % {"part": EFFORTS[part]}, required=True, validators=BETWEEN
            )
        self.initial = {name: getattr(held, name) for name in self.fields}

    @property
    def heads(self) -> list[Text]:
        return [RESOURCES[resource] for resource in Resource]

    @property
    def lines(self) -> Iterator[tuple[Text, list[BoundField]]]:
        for stance in Stance:
            yield STANCES[stance], [self[f"{stance}_{resource}"] for resource in Resource]

    @property
    def effort(self) -> list[BoundField]:
        return [self[f"effort_{part}"] for part in Effort]

    @property
    def presets(self) -> list[list[str]]:
        """In percent, as they are typed."""
        return [[exact(share * HUNDRED) for share in preset.values()] for preset in PRESETS]

    @property
    def others(self) -> list[BoundField]:
        return [self["hours_per_visit"], self["repeat_probability"]]
