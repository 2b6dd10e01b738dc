"""The settings as one calm list, and the page of what is one's own: sign-in and security."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from axes.models import AccessLog
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.tokens import tokens_of
from keyaccount.apps.workspace.tables.browsers import browser_of
from keyaccount.apps.workspace.views.edge import page, viewer
from keyaccount.ui.settings_places import sections

SIGN_INS = 8


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/settings/index.html", {"sections": sections(request)})


@require_safe
@page
def security(request: HttpRequest) -> HttpResponse:
    mine = viewer(request)
    kinds = list(Authenticator.objects.filter(user=mine).values_list("type", flat=True))
    context = {
        "totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "tokens": tokens_of(mine).count(),
        "sign_ins": [(one, browser_of(one.user_agent)) for one in _sign_ins(mine)],
        "zone": workspace().zone,
    }
    return render(request, "workspace/settings/security.html", context)


def _sign_ins(user: User) -> QuerySet[AccessLog]:
    found: QuerySet[AccessLog] = AccessLog.objects.filter(username=user.username).order_by("-attempt_time")
    return found[:SIGN_INS]
