"""What an administrator does for someone's sign-in: a first password or a link to set one, lost phones, locks."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from keyaccount.apps.workspace.forms.people import PasswordForm
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services import people as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form
from keyaccount.apps.workspace.views.settings.people import found_person
from keyaccount.ui.facts import fact_page

DAYS = settings.PASSWORD_RESET_TIMEOUT // 86400


@administrators
def set_password(request: HttpRequest, user_id: int) -> HttpResponse:
    person = found_person(user_id)
    look = Look(
        title=_("Set a password"),
        back=_page_of(user_id),
        said=_("The password is set. Tell them in person, and let them change it."),
        text=_("They are signed out everywhere. A link is safer: then nobody but they ever know the password."),
        word=_("Set it"),
    )
    form = PasswordForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda values, seen: service.set_password(user_id=person.pk, password=values["password"], act=act_of(request)),
        look,
    )


@require_POST
@administrators
def make_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Shown in this answer only: a link with which the person sets their password, once, within a few days."""
    try:
        person = service.invite(user_id=user_id, act=act_of(request))
    except service.MayNotSignIn as fact:
        return fact_page(request, fact.text(gettext))
    context = {"person": person, "link": _link_for(request, person), "days": DAYS, "back": _page_of(user_id)}
    response = render(request, "workspace/settings/link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@administrators
def forget_second_step(request: HttpRequest, user_id: int) -> HttpResponse:
    look = Look(title="", back=_page_of(user_id), said=_("The second step is gone; the password alone lets them in."))
    return answer_act(request, lambda: service.forget_second_step(user_id=user_id, act=act_of(request)), look)


@require_POST
@administrators
def lift_lock(request: HttpRequest, user_id: int) -> HttpResponse:
    look = Look(title="", back=_page_of(user_id), said=_("The lock is lifted. They may try again at once."))
    return answer_act(request, lambda: service.lift_lock(user_id=user_id, act=act_of(request)), look)


def _page_of(user_id: int) -> str:
    return reverse("workspace:person", args=[user_id])


def _link_for(request: HttpRequest, person: User) -> str:
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return str(get_adapter(request).get_reset_password_from_key_url(key))
