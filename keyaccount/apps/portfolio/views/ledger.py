"""The relationship ledger: the same accounts as the list, with what long-term care stands on, to read and print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.accounts.tables.filters import choices_of, filters_of, whose
from keyaccount.apps.accounts.views.listing import question_of
from keyaccount.apps.portfolio.queries.ledger import ledger_of, ledger_rows
from keyaccount.apps.portfolio.tables.ledger import TOTAL, columns, groups_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.tables.listing import Asked, drawn, page_ids, read, records_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.apps.workspace.views.listing import asked_of, exports, list_context
from keyaccount.figures import compute
from keyaccount.ui.htmx import render_part

PLACE = "ledger"
ACCOUNTS = 20
SHOWN = 5


@require_safe
@page
def ledger(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request, PLACE)
    return render_part(request, "portfolio/ledger.html", _context(request, asked), part="list")


@require_safe
@page
def ledger_choices(request: HttpRequest, field: str) -> HttpResponse:
    asked = read(request.GET, reverse("portfolio:ledger"))
    options = choices_of(field, asked, viewer(request), today_of(request))
    return render(request, "accounts/parts/choices.html", {"options": options})


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    user, today = viewer(request), today_of(request)
    rows = accounts_listed(user, asked.filters, today)
    found = page_ids(rows, asked, columns(), ACCOUNTS)
    records = records_of(ledger_rows(Account.objects.all()), found)
    question = question_of(request, asked)
    return {
        **list_context(request, PLACE, asked),
        "listed": drawn(asked, columns(), records, found, rows),
        "groups": groups_of(ledger_of(records, user, today, SHOWN), question),
        "total": compute(TOTAL, question),
        "filters": filters_of(asked, user, "portfolio:ledger_choices"),
        "whose": whose(asked, user),
        "clear_url": asked.path if asked.filters else "",
        "exports": exports(PLACE, asked),
        "sees_reach": user.sees_group("reach"),
        "currency": workspace().base_currency,
        "today": today,
    }
