"""Forms about the workspace as a whole, about oneself, and the filter of the audit trail."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.forms.people import languages
from keyaccount.apps.workspace.models import AuditAction, Surface, User, Workspace

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def zones() -> list[tuple[str, str]]:
    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *named]]


class GeneralForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones, help_text=_("Decides which day a moment belongs to, for everybody.")
    )
    fiscal_year_start = forms.TypedChoiceField(
        label=_("First month of the fiscal year"),
        coerce=int,
        choices=lambda: list(MONTHS.items()),
        help_text=_(
            "Quarters and years of targets and figures follow it. Targets already set keep their quarter number."
        ),
    )

    class Meta:
        model = Workspace
        fields = ["name", "time_zone", "fiscal_year_start", "off_funnel_threshold"]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"), max_length=80, widget=forms.TextInput(attrs={"placeholder": _("Nightly export")})
    )
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("365 days")), (0, _("until it is revoked"))],
    )
    may_write = forms.BooleanField(
        label=_("May write"),
        required=False,
        help_text=_("Off: it only reads. Either way it never goes beyond your own rights."),
    )


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: languages(_("as the browser says"))
    )

    class Meta:
        model = User
        fields = ["name", "name_latin", "language"]
        help_texts = {"name_latin": _("Shown to those who read English.")}


class TrailForm(forms.Form):
    """Who did what, when, through which surface."""

    actor = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.order_by("name"), required=False, empty_label=_("everybody")
    )
    entity = forms.ChoiceField(label=_("What"), required=False)
    action = forms.ChoiceField(
        label=_("Act"), required=False, choices=lambda: [("", _("everything")), *AuditAction.choices]
    )
    surface = forms.ChoiceField(
        label=_("Through"), required=False, choices=lambda: [("", _("anything")), *Surface.choices]
    )
    since = forms.DateField(label=_("From day"), required=False, widget=DAY)
    until = forms.DateField(label=_("To day"), required=False, widget=DAY)
    record = forms.IntegerField(required=False, widget=forms.HiddenInput)
    ref = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", _("every kind of record")), *kinds]  # type: ignore[attr-defined]
