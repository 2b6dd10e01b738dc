"""Settings: where potential and share begin to count as high."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.forms.segment_rules import SegmentRulesForm
from keyaccount.apps.portfolio.queries.segment_rules import thresholds_at
from keyaccount.apps.portfolio.services.segment_rules import set_rules
from keyaccount.apps.workspace.views.edge import act_of, today_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.kernel.errors import Invalid


@administrators
def segment_rules(request: HttpRequest) -> HttpResponse:
    held = thresholds_at(today_of(request))
    first = {
        "high_from": held.high_from,
        "medium_from": held.medium_from,
        "share_percent": (held.share_from * 100).normalize(),
    }
    form = SegmentRulesForm(request.POST or None, initial=first)
    look = Look(
        title=_("Attack and defence"),
        back=reverse("portfolio:segment_rules"),
        said=_("Saved. Days before today keep the thresholds they had."),
        text=_("Each threshold belongs to what lies above it. A past day is judged by the thresholds of that day."),
    )
    return answer_form(request, form, lambda values, seen: _set(request, values), look)


def _set(request: HttpRequest, values: dict[str, Any]) -> None:
    given = {**values, "share_from": values["share_percent"] / 100}
    del given["share_percent"]
    try:
        set_rules(**given, act=act_of(request))
    except Invalid as invalid:
        fields = {"share_percent" if name == "share_from" else name: text for name, text in invalid.fields.items()}
        raise Invalid(fields=fields) from invalid
