"""What a person prefers: how they are called, their language, light or dark."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, override

from keyaccount.apps.workspace.forms.workspace import PreferencesForm
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services.preferences import change_own
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Invalid


@page
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=viewer(request).pk))
    if request.method == "POST" and form.is_valid():
        try:
            mine = change_own(values=form.cleaned_data, act=act_of(request))
        except Invalid as invalid:
            add_errors(form, invalid)
        else:
            return _saved(request, mine)
    return render(request, "web/preferences.html", {"form": form}, status=422 if form.errors else 200)


def _saved(request: HttpRequest, mine: User) -> HttpResponse:
    """The next page is in the chosen language already: the switch in the top bar keeps it in the same cookie."""
    with override(mine.language or None):
        messages.success(request, gettext("Saved."))
    answer = HttpResponseRedirect(request.path)
    if mine.language:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, mine.language, max_age=365 * 86400, samesite="Lax")
    else:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return answer
