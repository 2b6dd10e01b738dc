"""The pool: the list of accounts nobody tends, claiming, assigning, giving back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen, account_to_write
from keyaccount.apps.accounts.queries.listing import narrowed
from keyaccount.apps.portfolio.forms.pool import AssignForm, ReturnForm
from keyaccount.apps.portfolio.queries import pool as queries
from keyaccount.apps.portfolio.services import pool as service
from keyaccount.apps.portfolio.tables.pool import columns_for
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.tables.listing import drawn, page_ids, records_of
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.listing import asked_of, list_context
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.figures import Question, compute
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound
from keyaccount.ui.htmx import go, is_part, render_part

PLACE = "pool"
LIST = "portfolio/pool.html"
NARROWED_BY = ("q", "industry", "province")


@require_safe
@page
def pool(request: HttpRequest) -> HttpResponse:
    return render_part(request, LIST, _context(request), part="list")


@require_POST
@page
def claim(request: HttpRequest, account_id: int) -> HttpResponse:
    """From the list: the list as it stands now with what became of it; from elsewhere: to the account."""
    try:
        account = service.claim_account(account_id=account_id, act=act_of(request))
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        return _answer(request, refused=fact.text(_))
    if is_part(request) and request.headers.get("HX-Target") == "pool":
        return _answer(request, claimed=account)
    messages.success(request, _("“%(name)s” is yours.") % {"name": account.name})
    return go(request, reverse("accounts:account", args=[account.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def give_back(request: HttpRequest, account_id: int) -> HttpResponse:
    """A form in the dialog."""
    act = act_of(request)
    account = account_to_write(act.actor, account_id)
    form = ReturnForm(request.POST or None)

    def do() -> object:
        return service.return_account(account_id=account_id, reason=form.cleaned_data["reason"], act=act)

    return _dialog(request, form, account, do, _("“%(name)s” is in the pool."), reverse("portfolio:pool"))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def assign(request: HttpRequest, account_id: int) -> HttpResponse:
    """A form in the dialog, for those who lead people."""
    act = act_of(request)
    account = account_seen(act.actor, account_id)
    if not service.may_assign(act.actor):
        raise NotAllowed
    form = AssignForm(request.POST or None, user=act.actor)

    def do() -> object:
        return service.assign_account(account_id=account_id, to=form.cleaned_data["to"], act=act)

    back = reverse("accounts:account", args=[account_id])
    return _dialog(request, form, account, do, _("“%(name)s” is assigned."), back)


def _dialog(
    request: HttpRequest, form: Any, account: Account, do: Callable[[], object], said: str, back: str
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            do()
        except (NotFound, NotAllowed):
            raise
        except Invalid as refused:
            add_errors(form, refused)
        except Fact as fact:
            form.add_error(None, fact.text(_))
        else:
            messages.success(request, said % {"name": account.name})
            return go(request, back)
    context = {"form": form, "account": account, "back": back}
    status = 422 if form.is_bound else 200
    return render_part(request, "portfolio/pool_form.html", context, part="form", status=status)


def _answer(request: HttpRequest, **more: Any) -> HttpResponse:
    if not is_part(request):
        messages.error(request, more["refused"])
        return go(request, reverse("portfolio:pool"))
    context = {**_context(request), **more}
    return render(request, f"{LIST}#list", context, status=422 if "refused" in more else 200)


def _context(request: HttpRequest) -> dict[str, Any]:
    user, space, today = viewer(request), workspace(), today_of(request)
    asked = asked_of(request, PLACE)
    asked = asked if request.method == "GET" else type(asked)(reverse("portfolio:pool"), {})
    filters = {key: text for key, text in asked.filters.items() if key in NARROWED_BY}
    rows = queries.accounts_in_pool(user).filter(narrowed(filters, user))
    found = page_ids(rows, asked, columns_for(user, {}, space))
    records = records_of(Account.objects.all(), found)
    columns = columns_for(user, queries.last_entries([one.pk for one in records]), space)
    limits = queries.rules()
    return {
        **list_context(request, PLACE, asked),
        "listed": drawn(asked, columns, records, found, rows),
        "clear_url": asked.path if filters else "",
        "count": compute("accounts.pool", Question(user, today, today)),
        "limits": limits,
        "left": max(0, limits.claims_a_week - queries.claims_since(user, act_of(request).now - service.WEEK)),
    }
