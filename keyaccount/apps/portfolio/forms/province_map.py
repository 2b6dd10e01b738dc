"""A map of provinces as a file, with the number under which it was approved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import ProvinceMap

LIMIT = 8 * 1024 * 1024


class ProvinceMapForm(forms.ModelForm):  # type: ignore[type-arg]
    file = forms.FileField(
        label=_("GeoJSON file"), help_text=_("At most 8 MB; plain GeoJSON with the name of each province.")
    )

    class Meta:
        model = ProvinceMap
        fields = ("approval", "source")
        help_texts = {"approval": _("As it is printed on the map, such as GS(2019)1822号. It is shown below the map.")}

    field_order = ("file", "approval", "source")

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LIMIT:
            raise forms.ValidationError(_("The file has more than 8 MB. Give a simpler map."))
        return file
