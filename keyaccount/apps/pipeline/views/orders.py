"""Recording and archiving an order outside the funnel, from the page of its account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.accounts.queries.accounts import account_seen, account_to_write
from keyaccount.apps.pipeline.forms.order import OrderForm
from keyaccount.apps.pipeline.services.orders import archive_order, record_order
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Invalid
from keyaccount.ui.htmx import go, render_part


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_order(request: HttpRequest, account_id: int) -> HttpResponse:
    """In the dialog. The service refuses what belongs in the funnel, and says so."""
    act = act_of(request)
    may_create(act)
    account, space = account_to_write(act.actor, account_id), workspace()
    first = {"ordered_on": today_of(request), "currency": space.base_currency}
    form = OrderForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            record_order(values={**form.cleaned_data, "account": account}, act=act)
            return go(request, f"{reverse('accounts:account', args=[account_id])}#orders")
        except Invalid as refused:
            add_errors(form, refused)
    context = {
        "form": form,
        "account": account,
        "threshold": space.off_funnel_threshold,
        "currency": space.base_currency,
    }
    status = 422 if request.method == "POST" else 200
    return render_part(request, "pipeline/order.html", context, part="form", status=status)


@require_POST
@page
def remove_order(request: HttpRequest, account_id: int, order_id: int) -> HttpResponse:
    account_seen(viewer(request), account_id)
    order = archive_order(order_id=order_id, act=act_of(request))
    messages.success(request, _("The order “%(name)s” is archived.") % {"name": order})
    return go(request, f"{reverse('accounts:account', args=[account_id])}#orders")
