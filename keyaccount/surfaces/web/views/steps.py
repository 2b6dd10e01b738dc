"""A next step is done: what comes next? In the dialog, from the first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.next_steps import deal_to_write
from keyaccount.apps.pipeline.services.opportunities import update_opportunity
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.views.edge import act_of, page
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Conflict, Invalid
from keyaccount.surfaces.web.forms import NextStepForm
from keyaccount.surfaces.web.today.to_do import ALL
from keyaccount.ui.htmx import go, render_part


@require_http_methods(["GET", "HEAD", "POST"])
@page
def done(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    act = act_of(request)
    deal = deal_to_write(act.actor, opportunity_id)
    form = NextStepForm(request.POST or None, initial={"version": deal.version})
    if request.method == "POST" and form.is_valid() and _saved(form, deal, act):
        whose = "?whose=all" if request.GET.get("whose") == ALL else ""
        return go(request, reverse("web:today") + whose)
    context: dict[str, Any] = {"form": form, "deal": deal}
    return render_part(request, "web/done.html", context, part="form", status=422 if form.is_bound else 200)


def _saved(form: NextStepForm, deal: Opportunity, act: Act) -> bool:
    values = {name: form.cleaned_data[name] for name in ("next_step", "next_step_on")}
    try:
        update_opportunity(opportunity_id=deal.pk, values=values, act=act, version=form.cleaned_data["version"])
    except Invalid as refused:
        add_errors(form, refused)
    except Conflict as conflict:
        form.add_error(None, conflict.text(gettext))
    return not form.errors
