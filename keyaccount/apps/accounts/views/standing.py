"""Changing what a person says of where an account stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from keyaccount.apps.accounts.forms.standing import StandingForm
from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_to_write
from keyaccount.apps.accounts.services import accounts as service
from keyaccount.apps.accounts.views.editing import FORM, url_of
from keyaccount.apps.workspace.views.edge import act_of, page
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.ui.htmx import render_part


@require_http_methods(["GET", "HEAD", "POST"])
@page
def standing(request: HttpRequest, account_id: int) -> HttpResponse:
    act, back = act_of(request), f"{url_of(account_id)}#standing"
    account = account_to_write(act.actor, account_id)
    if request.method != "POST":
        form = StandingForm(instance=account)
        return render_part(request, FORM, {"form": form, "account": account, "back": back}, part="form")
    form = StandingForm(request.POST, instance=account)

    def save(values: Mapping[str, Any], version: int | None) -> Account:
        return service.update_account(account_id=account_id, values=values, act=act, version=version)

    return answer(request, FORM, form, back, save_form(form, save), account=account)
