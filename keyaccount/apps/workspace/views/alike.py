"""Before a record is made: those that look like it, once; whoever sends the form again has seen them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from keyaccount.apps.workspace.queries.quality.alike import Alike, alike
from keyaccount.apps.workspace.queries.quality.kinds import Kind
from keyaccount.apps.workspace.tables.quality import why_alike
from keyaccount.apps.workspace.views.edge import viewer

KNOWN, HIDDEN = "known", "hidden"


def warning_of(request: HttpRequest, kind: Kind, form: forms.BaseForm) -> dict[str, Any] | None:
    """What the form shows of records like the one in it; None when there is nothing that was not shown before."""
    if not form.is_valid():
        return None
    found = alike(kind, _values(form), viewer(request))
    signs = _signs(found)
    if not signs - set(request.POST.get(KNOWN, "").split(",")):
        return None
    lines = [
        (each.record, reverse(kind.page, args=[each.record.pk]), why_alike(each.likeness), each.likeness.is_sure)
        for each in found.seen
    ]
    return {"lines": lines, "hidden": found.hidden, "known": ",".join(sorted(signs))}


def _signs(found: Alike) -> set[str]:
    return {str(each.record.pk) for each in found.seen} | ({HIDDEN} if found.hidden else set())


def _values(form: forms.BaseForm) -> dict[str, Any]:
    """What was typed, by attribute name."""
    return {
        f"{name}_id" if isinstance(value, models.Model) else name: value.pk
        if isinstance(value, models.Model)
        else value
        for name, value in form.cleaned_data.items()
    }
