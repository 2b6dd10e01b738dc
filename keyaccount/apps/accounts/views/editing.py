"""Making, changing, archiving and restoring an account, and its account team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.accounts.forms.account import AccountForm
from keyaccount.apps.accounts.forms.team import MemberForm
from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen, account_to_write
from keyaccount.apps.accounts.services import accounts as service
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.alike import warning_of
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.ui.htmx import go, render_part

FORM = "accounts/form.html"


def url_of(account_id: int) -> str:
    return reverse("accounts:account", args=[account_id])


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    act, back = act_of(request), reverse("accounts:list")
    may_create(act)
    if request.method != "POST":
        form = AccountForm(user=act.actor, initial=request.GET.dict())
        return render_part(request, FORM, {"form": form, "back": back}, part="form")
    form = AccountForm(request.POST, user=act.actor)
    if alike := warning_of(request, ACCOUNTS, form):
        return render_part(request, FORM, {"form": form, "back": back, "alike": alike}, part="form", status=409)
    saved = save_form(form, lambda values, version: service.create_account(values=values, act=act))
    return answer(request, FORM, form, url_of(saved.record.pk) if saved else back, saved)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, account_id: int) -> HttpResponse:
    act = act_of(request)
    account = account_to_write(act.actor, account_id)
    if request.method != "POST":
        form = AccountForm(instance=account, user=act.actor)
        return render_part(request, FORM, {"form": form, "account": account, "back": url_of(account_id)}, part="form")
    form = AccountForm(request.POST, instance=account, user=act.actor)

    def save(values: Any, version: int | None) -> Account:
        return service.update_account(account_id=account_id, values=values, act=act, version=version)

    return answer(request, FORM, form, url_of(account_id), save_form(form, save), account=account)


@require_POST
@page
def archive(request: HttpRequest, account_id: int) -> HttpResponse:
    account = service.archive_account(account_id=account_id, act=act_of(request))
    messages.success(request, _("“%(name)s” is archived. It can be restored from its page.") % {"name": account})
    return go(request, url_of(account_id))


@require_POST
@page
def restore(request: HttpRequest, account_id: int) -> HttpResponse:
    account = service.restore_account(account_id=account_id, act=act_of(request))
    messages.success(request, _("“%(name)s” is back.") % {"name": account})
    return go(request, url_of(account_id))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def add_member(request: HttpRequest, account_id: int) -> HttpResponse:
    """A form in the dialog."""
    act = act_of(request)
    account = account_to_write(act.actor, account_id)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.add_member(account_id=account_id, act=act, **form.cleaned_data)
        return go(request, f"{url_of(account_id)}#team")
    context = {"form": form, "account": account, "back": url_of(account_id)}
    return render_part(
        request, "accounts/add_member.html", context, part="form", status=422 if request.method == "POST" else 200
    )


@require_POST
@page
def remove_member(request: HttpRequest, account_id: int, user_id: int) -> HttpResponse:
    account_seen(viewer(request), account_id)
    person = User.objects.filter(pk=user_id).first()
    if person is not None:
        service.remove_member(account_id=account_id, user=person, act=act_of(request))
    return go(request, f"{url_of(account_id)}#team")
