"""The forms of what the workspace's lists about people hold."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.contacts.models import AdviceCard, RelationshipStage, Subject


class StageForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = RelationshipStage
        fields = ("name", "name_zh")


class CardForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AdviceCard
        fields = ("animal", "traits", "traits_zh", "advice", "advice_zh")
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in fields if name != "animal"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.subject != Subject.THINKING:
            del self.fields["animal"]
