"""Saying what an account buys, from its page or from an imagined place in the matrix."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from keyaccount.apps.accounts.queries.accounts import account_to_write
from keyaccount.apps.portfolio.forms.estimate import EstimateForm
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Invalid
from keyaccount.ui.htmx import go, render_part


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_estimate(request: HttpRequest, account_id: int) -> HttpResponse:
    """In the dialog; `amount` is filled in when it comes from the matrix, and one goes back there."""
    act = act_of(request)
    account = account_to_write(act.actor, account_id)
    form = EstimateForm(request.POST or None, initial=_first(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_estimate(account_id=account_id, values=form.cleaned_data, act=act)
            messages.success(request, _("Saved as an estimate of “%(name)s”.") % {"name": account})
            return go(request, _back(request, account_id))
        except Invalid as refused:
            add_errors(form, refused)
    context = {"form": form, "account": account, "back": _back(request, account_id)}
    status = 422 if request.method == "POST" else 200
    return render_part(request, "portfolio/estimate.html", context, part="form", status=status)


def _first(request: HttpRequest) -> dict[str, object]:
    return {
        "amount": request.GET.get("amount", ""),
        "currency": workspace().base_currency,
        "confidence": "medium",
        "on": today_of(request),
    }


def _back(request: HttpRequest, account_id: int) -> str:
    if request.GET.get("back") == "matrix":
        return f"{reverse('portfolio:matrix')}?focus={account_id}"
    return f"{reverse('accounts:account', args=[account_id])}#segment"
