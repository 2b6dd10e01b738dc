"""White space: of one account its units × products, of all accounts one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen, account_to_write, may_write
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.accounts.tables.filters import whose
from keyaccount.apps.portfolio.forms.white_space import CellForm, RuleForm
from keyaccount.apps.portfolio.queries.white_space import (
    Place,
    cells_of,
    products_offered,
    rule,
    units_by_account,
)
from keyaccount.apps.portfolio.services import white_space as service
from keyaccount.apps.portfolio.tables.white_space import accounts_of, rows_of
from keyaccount.apps.workspace.queries.settings import rates_at, workspace
from keyaccount.apps.workspace.tables.listing import read
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.ui import slots
from keyaccount.ui.htmx import go
from keyaccount.ui.slots import Panel

ACCOUNTS = 25
WHOSE = ("owner", "team")


def add_panels() -> None:
    slots.add("account", Panel("space", _("White space"), "portfolio/on_account.html", panel, order=35, late=True))


def panel(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    return {
        "worth": compute("accounts.white_space", _question(request, account)),
        "url": reverse("portfolio:white_space", args=[account.pk]),
        "has_products": bool(products_offered()),
    }


@require_safe
@page
def of_account(request: HttpRequest, account_id: int) -> HttpResponse:
    user = viewer(request)
    account = account_seen(user, account_id)
    question, units = _question(request, account), units_by_account([account])
    cells = cells_of([account], units, question, workspace())
    context = {
        "account": account,
        "products": products_offered(),
        "rows": rows_of(units.get(account.pk, []), cells, account),
        "worth": compute("accounts.white_space", question),
        "may_write": account.archived_at is None and may_write(user, account),
        "may_create": account.archived_at is None and user.role.may_create,
        "tends": _tends(request, account),
        "rule": rule(),
        "today": question.today,
    }
    return render(request, "portfolio/white_space.html", context)


@require_safe
@page
def overview(request: HttpRequest) -> HttpResponse:
    """Accounts × products; mine, my team's or all that the reader sees."""
    user = viewer(request)
    asked = read(request.GET, request.path)
    filters = {key: asked.text(key) for key in WHOSE}
    rows = accounts_listed(user, filters, today_of(request)).select_related("owner").order_by("name", "pk")
    shown = Paginator(rows, ACCOUNTS).get_page(request.GET.get("page"))
    accounts, question = list(shown), _whole(request, filters)
    cells = cells_of(accounts, units_by_account(accounts), question, workspace())
    context = {
        "page": shown,
        "whose": whose(asked, user),
        "products": products_offered(),
        "rows": accounts_of(accounts, products_offered(), cells, _rates(question)),
        "worth": compute("accounts.white_space", question),
        "currency": workspace().base_currency,
    }
    return render(request, "portfolio/overview.html", context)


@page
def cell(request: HttpRequest, account_id: int, unit_id: int, product_id: int) -> HttpResponse:
    """What is said of one cell, in the dialog."""
    account = account_to_write(viewer(request), account_id)
    place = Place(account_id, unit_id, product_id)
    entry = service.cell_at(place, account, act_of(request)).entry
    first = {"currency": workspace().base_currency, "state": "empty"}
    if entry is not None:
        first = {name: getattr(entry, name) for name in ("state", "rival", "amount", "currency", "source")}
    form = CellForm(request.POST or None, tends=_tends(request, account), initial={**first, "on": today_of(request)})
    look = Look(title=gettext("What we know of this cell"), back=url_of(account_id))
    return answer_form(
        request, form, lambda values, seen: service.judge_cell(place=place, values=values, act=act_of(request)), look
    )


@require_POST
@page
def fill(request: HttpRequest, account_id: int, unit_id: int, product_id: int) -> HttpResponse:
    """The opportunity that the cell asks for, and on to its page."""
    deal = service.fill_cell(place=Place(account_id, unit_id, product_id), act=act_of(request))
    return go(request, reverse("pipeline:opportunity", args=[deal.pk]))


@administrators
def settings_rule(request: HttpRequest) -> HttpResponse:
    look = Look(title=_("White space"), back=reverse("workspace:settings"), said=_("Saved."))
    form = RuleForm(request.POST or None, instance=rule())
    return answer_form(request, form, lambda values, seen: service.set_rule(**values, act=act_of(request)), look)


def url_of(account_id: int) -> str:
    return reverse("portfolio:white_space", args=[account_id])


def _question(request: HttpRequest, account: Account) -> Question:
    today = today_of(request)
    return Question(viewer(request), today, today, Scope(ScopeKind.ACCOUNT, account.pk, str(account)))


def _whole(request: HttpRequest, filters: Mapping[str, str]) -> Question:
    today = today_of(request)
    return Question(viewer(request), today, today).narrowed(**{key: text for key, text in filters.items() if text})


def _rates(question: Question) -> Mapping[str, Any]:
    return rates_at(question.as_of, workspace().base_currency)


def _tends(request: HttpRequest, account: Account) -> bool:
    return Account.objects.tended_by(viewer(request)).filter(pk=account.pk).exists()
