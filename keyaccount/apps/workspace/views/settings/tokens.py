"""One's own access tokens: made here, shown once, revoked at once."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.forms.workspace import TokenForm
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.tokens import tokens_of
from keyaccount.apps.workspace.services import tokens as service
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, add_errors, answer_act
from keyaccount.kernel.errors import Invalid


@page
def tokens(request: HttpRequest) -> HttpResponse:
    """The list; a POST makes a token and shows its secret in that one answer."""
    form = TokenForm(request.POST or None)
    secret = _made(form, act_of(request)) if request.method == "POST" and form.is_valid() else ""
    context = {
        "form": TokenForm() if secret else form,
        "secret": secret,
        "tokens": tokens_of(viewer(request)),
        "now": timezone.now(),
        "zone": workspace().zone,
    }
    response = render(request, "workspace/settings/tokens.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@page
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("workspace:tokens"), said=_("Revoked. Whatever used it is refused from now on."))
    return answer_act(request, lambda: service.revoke_token(token_id=token_id, act=act_of(request)), look)


def _made(form: TokenForm, act: Act) -> str:
    """The secret of the new token; empty, with the reason in the form, when it could not be made."""
    asked = form.cleaned_data
    expires_at = act.now + timedelta(days=asked["days"]) if asked["days"] else None
    try:
        _token, secret = service.create_token(
            name=asked["name"], may_write=asked["may_write"], expires_at=expires_at, act=act
        )
    except Invalid as invalid:
        add_errors(form, invalid)
        return ""
    return secret
