"""The list of accounts: one page of it, the totals of all of it, the choices of its filters."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import accounts_called, parents_seen
from keyaccount.apps.accounts.queries.listing import ARCHIVED, accounts_listed, as_text
from keyaccount.apps.accounts.tables import numbers
from keyaccount.apps.accounts.tables.accounts import columns_of, record_columns, totals_of
from keyaccount.apps.accounts.tables.filters import choices_of, filters_of, whose
from keyaccount.apps.workspace.models import On
from keyaccount.apps.workspace.queries.custom_narrowing import ordered
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.tables.listing import Asked, drawn, page_ids, read, records_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.apps.workspace.views.listing import asked_of, exports, list_context
from keyaccount.figures import Question
from keyaccount.ui.htmx import render_part

PLACE = "accounts"
OPTIONS = 12


@require_safe
@page
def accounts(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request, PLACE)
    return render_part(request, "accounts/list.html", _context(request, asked), part="list")


@require_safe
@page
def totals(request: HttpRequest) -> HttpResponse:
    """The foot of the list, asked for when the list stands: figures of the whole filter, whatever page is shown."""
    asked = asked_of(request, PLACE)
    found = totals_of(question_of(request, asked), asked.columns)
    return render(request, "accounts/parts/totals.html", {"cells": found})


@require_safe
@page
def choices(request: HttpRequest, field: str) -> HttpResponse:
    asked = read(request.GET, reverse("accounts:list"))
    return render(
        request,
        "accounts/parts/choices.html",
        {"options": choices_of(field, asked, viewer(request), today_of(request))},
    )


@require_safe
@page
def pick(request: HttpRequest) -> HttpResponse:
    found = accounts_called(viewer(request), request.GET.get("q", ""), OPTIONS)
    return render(request, "accounts/parts/options.html", {"accounts": found})


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    user = viewer(request)
    rows = accounts_listed(user, asked.filters, today_of(request))
    found = page_ids(ordered(rows, On.ACCOUNTS, asked.sort, user), asked, record_columns(user))
    records = parents_seen(records_of(Account.objects.select_related("owner"), found), user)
    columns = columns_of(records, question_of(request, asked), workspace())
    return {
        **list_context(request, PLACE, asked),
        "listed": drawn(asked, columns, records, found, rows, boxes=user.role.may_create),
        "filters_text": urlencode(dict(asked.filters)),
        "is_archived": asked.text("status") == ARCHIVED,
        "filters": filters_of(asked, user),
        "whose": whose(asked, user),
        "clear_url": asked.path if asked.filters else "",
        "numbers": numbers.columns(),
        "totals_url": replace(asked, path=reverse("accounts:totals")).link(),
        "exports": exports(PLACE, asked),
    }


def question_of(request: HttpRequest, asked: Asked) -> Question:
    """The deals of exactly these accounts, as they stand today."""
    today = today_of(request)
    text = as_text(viewer(request), asked.filters, today)
    return Question(viewer(request), today, today, filters=MappingProxyType({"accounts": text}))
