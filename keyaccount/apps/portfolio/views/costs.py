"""Writing down what serving an account cost, in the dialog of its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_to_write
from keyaccount.apps.portfolio.forms.cost import CostForm
from keyaccount.apps.portfolio.services import costs
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.kernel.errors import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_cost(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    first = {"currency": workspace().base_currency, "spent_on": today_of(request)}
    look = Look(
        title=_("Write down a cost"),
        back=_back(account_id),
        said=_("The cost is written down."),
        template="portfolio/form_page.html",
        more={"account": account},
    )
    return answer_form(
        request,
        CostForm(request.POST or None, initial=first),
        lambda values, seen: costs.add_cost(account_id=account_id, values=values, act=act_of(request)),
        look,
    )


@require_POST
@page
def take_back_cost(request: HttpRequest, account_id: int, cost_id: int) -> HttpResponse:
    _account(request, account_id)
    look = Look(title="", back=_back(account_id), said=_("The cost is taken back; both entries stay to be read."))
    return answer_act(
        request, lambda: costs.take_back_cost(account_id=account_id, cost_id=cost_id, act=act_of(request)), look
    )


def _account(request: HttpRequest, account_id: int) -> Account:
    user = viewer(request)
    account = account_to_write(user, account_id)
    if not user.sees_group("margin"):
        raise NotAllowed
    return account


def _back(account_id: int) -> str:
    return f"{reverse('accounts:account', args=[account_id])}#resources"
