"""Our people × their people of one account, beside its people map. Whoever sees the account sees it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.queries.accounts import account_seen
from keyaccount.apps.contacts.queries.ties import matrix_of
from keyaccount.apps.contacts.tables.ties import STRENGTHS, drawn
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question, Scope, ScopeKind, compute


@require_safe
@page
def show(request: HttpRequest, account_id: int) -> HttpResponse:
    user, today = viewer(request), today_of(request)
    account = account_seen(user, account_id)
    found = matrix_of(account, user, today)
    question = Question(user, today, today, Scope(ScopeKind.ACCOUNT, account.pk, str(account)))
    context = {
        "account": account,
        "matrix": found,
        "drawn": drawn(found),
        "visits": compute("people.visits", question),
        "strengths": [(str(one), word) for one, word in STRENGTHS.items()],
        "new_url": f"{reverse('contacts:new')}?account={account.pk}" if user.role.may_create else "",
        "today": today,
    }
    return render(request, "contacts/matrix.html", context)
