"""The hygiene list: at one account, and of all accounts what is broken, with one click to where it is put right."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.scope import scope_asked
from keyaccount.apps.accounts.tables.hygiene import PAGE, Broken, broken_in, lines_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.ui import slots, tabs
from keyaccount.ui.slots import Panel
from keyaccount.ui.tabs import Tab

KEYS = ("whose", "check")
ON_ACCOUNT = "accounts/hygiene/on_account.html"


def add_places() -> None:
    tabs.add("accounts", Tab("hygiene", _("Principles"), "accounts:hygiene", "checklist", order=60, folded=True))
    slots.add("account", Panel("hygiene", _("Principles"), ON_ACCOUNT, _of_account, order=58, late=True))


def _of_account(request: HttpRequest, account: Account) -> dict[str, Any]:
    today = today_of(request)
    question = Question(viewer(request), today, today, Scope(ScopeKind.ACCOUNT, account.pk, str(account)))
    return {"lines": lines_of(account, question), "figure": compute("accounts.hygiene", question)}


@require_safe
@page
def broken(request: HttpRequest) -> HttpResponse:
    question = Question(
        viewer(request), today_of(request), today_of(request), scope_asked(request.GET, viewer(request))
    )
    number = request.GET.get("page", "")
    asked = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    found = broken_in(question, workspace(), check=request.GET.get("check", ""), page=asked)
    return render(request, "accounts/hygiene/list.html", _context(request, found))


def _context(request: HttpRequest, found: Broken) -> dict[str, Any]:
    user, here = viewer(request), request.GET.get("whose", "")
    words = {"": gettext("All"), **({"team": gettext("My team’s")} if user.team_id else {}), "mine": gettext("Mine")}
    return {
        "found": found,
        "whose": [(text, _link(request, whose=key), key == here) for key, text in words.items()],
        "chosen": next((one for one in found.checks if one.key == request.GET.get("check")), None),
        "choices": [(one.title, _link(request, check=one.key)) for one in found.checks if one.judge],
        "clear_url": _link(request, check=""),
        "first": (found.page - 1) * PAGE + 1,
        "next_url": _link(request, page=str(found.page + 1)) if found.has_more else "",
        "previous_url": _link(request, page=str(found.page - 1)) if found.page > 1 else "",
    }


def _link(request: HttpRequest, **changed: str) -> str:
    """The same list with something changed, from its first page on."""
    kept = {key: request.GET[key] for key in KEYS if request.GET.get(key)}
    query = urlencode({key: text for key, text in {**kept, **changed}.items() if text})
    return f"{request.path}?{query}" if query else request.path
