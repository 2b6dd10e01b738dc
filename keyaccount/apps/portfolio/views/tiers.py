"""A tier set by hand, and back."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.accounts.queries.accounts import account_to_write
from keyaccount.apps.portfolio.forms.tiers import OverrideForm
from keyaccount.apps.portfolio.queries.of_account import override_now, standing_kept
from keyaccount.apps.portfolio.services import tiers
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form

USUAL = timedelta(days=180)


def back_to(account_id: int) -> str:
    return f"{reverse('accounts:account', args=[account_id])}#standing"


@require_http_methods(["GET", "HEAD", "POST"])
@page
def set_tier(request: HttpRequest, account_id: int) -> HttpResponse:
    account, today = account_to_write(viewer(request), account_id), today_of(request)
    held, kept = override_now(account, today), standing_kept(account)
    first = {"tier": held.tier if held else kept and kept.tier, "expires_on": today + USUAL}
    look = Look(
        title=_("Set the tier by hand"),
        back=back_to(account_id),
        said=_("The tier is set."),
        word=_("Set it"),
        template="portfolio/form_page.html",
        more={"account": account},
    )
    return answer_form(
        request,
        OverrideForm(request.POST or None, initial=first),
        lambda values, seen: tiers.set_tier(account_id=account_id, act=act_of(request), **values),
        look,
    )


@require_POST
@page
def end_override(request: HttpRequest, account_id: int) -> HttpResponse:
    account_to_write(viewer(request), account_id)
    look = Look(title="", back=back_to(account_id), said=_("The computed tier holds again."))
    return answer_act(request, lambda: tiers.end_override(account_id=account_id, act=act_of(request)), look)
