"""Forms about people, teams and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models import Role, Team, User
from keyaccount.apps.workspace.visibility import FIELD_GROUPS

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


def languages(empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *settings.LANGUAGES]


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Someone who is there already; the team is changed by moving them, since their open deals go along."""

    language = forms.ChoiceField(
        label=_("Language of their messages"), required=False, choices=lambda: languages(_("as their browser says"))
    )

    class Meta:
        model = User
        fields = ["name", "name_latin", "email", "role", "language", "is_active"]
        help_texts = {
            "name_latin": _("Shown to those who read English."),
            "is_active": _("Off: signed out at once, tokens stop; what they own stays and can be handed over."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.order_by("pk")  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    password = forms.CharField(
        label=_("First password"),
        required=False,
        strip=False,
        widget=NEW_PASSWORD,
        help_text=_("Leave it empty to hand over a link instead, with which they choose their own."),
    )

    class Meta(PersonForm.Meta):
        fields = ["username", "name", "name_latin", "email", "role", "team", "language"]
        help_texts = {
            **PersonForm.Meta.help_texts,
            "username": _("What they sign in with, beside their e-mail address."),
        }

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class PasswordForm(forms.Form):
    password = forms.CharField(label=_("New password"), strip=False, widget=NEW_PASSWORD)


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Team
        fields = ["name", "parent", "region"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Team.objects.filter(path__startswith=self.instance.path) if self.instance.pk else Team.objects.none()
        parents = Team.objects.exclude(pk__in=below.values("pk"))
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _("nothing: it stands at the top")  # type: ignore[attr-defined]


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    field_groups = forms.MultipleChoiceField(
        label=_("Sees these protected fields"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: list(FIELD_GROUPS.items()),
    )

    class Meta:
        model = Role
        fields = ["reads", "writes", "field_groups", "may_import", "may_export", "may_set_targets", "may_administer"]
