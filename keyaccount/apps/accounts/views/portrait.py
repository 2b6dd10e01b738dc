"""The portrait of an account: in a panel of its page, on a page of its own that prints, and field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from keyaccount.apps.accounts.forms.portrait import AnswerForm, AsOfForm
from keyaccount.apps.accounts.models import Account, PortraitPart, PortraitQuestion
from keyaccount.apps.accounts.queries.accounts import account_seen, account_to_write, may_write
from keyaccount.apps.accounts.queries.portrait import Part, answers_to, field_of, portrait_of
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.figures import Figure, Question, Scope, ScopeKind, stated
from keyaccount.formulas.portrait import completeness
from keyaccount.kernel.errors import Invalid, NotFound
from keyaccount.ui import slots
from keyaccount.ui.htmx import go, is_part, render_part
from keyaccount.ui.slots import Panel

SLOT = "account.portrait"  # who decides: people, which this domain does not know
FIELD, FORM = "accounts/portrait/field.html", "accounts/portrait/answer.html"


def add_panels() -> None:
    slots.add("account", Panel("portrait", _("Portrait"), "accounts/portrait/panel.html", panel, order=30, late=True))


def panel(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    writable = account.archived_at is None and may_write(viewer(request), account)
    return _context(request, account, today_of(request), writable=writable)


@require_safe
@page
def portrait(request: HttpRequest, account_id: int) -> HttpResponse:
    """The one-pager, as it stood on the day the address names."""
    account = account_seen(viewer(request), account_id)
    form, today = AsOfForm(request.GET or None), today_of(request)
    day = min(form.cleaned_data["as_of"], today) if form.is_bound and form.is_valid() else today
    writable = day == today and account.archived_at is None and may_write(viewer(request), account)
    context = {
        "account": account,
        "as_of_form": form if form.is_bound else AsOfForm(initial={"as_of": day}),
        "p": _context(request, account, day, writable=writable),
    }
    return render(request, "accounts/portrait/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def answer(request: HttpRequest, account_id: int, question_id: int) -> HttpResponse:
    """One field: its form, or with ?as=text the field as it stands; the answer to a POST is the field again."""
    account, question = account_to_write(viewer(request), account_id), _question(question_id)
    if request.GET.get("as") == "text":
        return _field(request, account, question)
    form = AnswerForm(
        request.POST or None, field=field_of(account, question, today_of(request)), today=today_of(request)
    )
    if request.method != "POST":
        return _form(request, account, question, form)
    if form.is_valid() and _saved(request, account, question, form):
        return _field(request, account, question, changed=True) if is_part(request) else go(request, _url(account))
    return _form(request, account, question, form, status=422)


@require_safe
@page
def answers(request: HttpRequest, account_id: int, question_id: int) -> HttpResponse:
    """All answers to one question, in the dialog."""
    account, question = account_seen(viewer(request), account_id), _question(question_id)
    context = {"question": question, "answers": answers_to(account, question), "today": today_of(request)}
    return render(request, "accounts/portrait/answers.html", context)


def _saved(request: HttpRequest, account: Account, question: PortraitQuestion, form: AnswerForm) -> bool:
    try:
        answer_question(account_id=account.pk, question_id=question.pk, **form.cleaned_data, act=act_of(request))
    except Invalid as refused:
        add_errors(form, refused)
    return form.is_valid()


def _form(
    request: HttpRequest, account: Account, question: PortraitQuestion, form: AnswerForm, status: int = 200
) -> HttpResponse:
    context = {"account": account, "question": question, "form": form, "back": _url(account)}
    return render_part(request, FORM, context, part="form", status=status)


def _field(
    request: HttpRequest, account: Account, question: PortraitQuestion, *, changed: bool = False
) -> HttpResponse:
    """With the shares beside it that have changed, if it has."""
    today = today_of(request)
    shown = {"account": account, "field": field_of(account, question, today), "writable": True, "focus": True}
    more = _context(request, account, today, writable=True) if changed else {}
    return render(request, FIELD, {**more, **shown, "today": today, "changed": changed})


def _context(request: HttpRequest, account: Account, day: date, *, writable: bool) -> dict[str, Any]:
    parts = portrait_of(account, day)
    return {
        "account": account,
        "parts": parts,
        "decision": PortraitPart.DECISION,
        "people": slots.fill(SLOT, request, account),
        "complete": _figure(request, account, day, parts),
        "writable": writable,
        "today": today_of(request),
        "day": day,
        "count": None,
        "page_url": reverse("accounts:portrait", args=[account.pk]),
        "workspace": workspace(),
    }


def _figure(request: HttpRequest, account: Account, day: date, parts: list[Part]) -> Figure:
    """As the registry computes it, from the fields that are at hand."""
    fields = sum(len(part.fields) for part in parts)
    found = completeness([sum(part.known for part in parts)], fields)
    question = Question(viewer(request), today_of(request), day, Scope(ScopeKind.ACCOUNT, account.pk, str(account)))
    return stated("accounts.portrait_completeness", question, found.share)


def _question(question_id: int) -> PortraitQuestion:
    found: PortraitQuestion | None = PortraitQuestion.objects.filter(pk=question_id).first()
    if found is None:
        raise NotFound(gettext("This question is not asked any more."))
    return found


def _url(account: Account) -> str:
    return f"{reverse('accounts:account', args=[account.pk])}#portrait"
