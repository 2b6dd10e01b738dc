"""Settings: what the portrait of an account asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.accounts.forms.portrait import QuestionForm
from keyaccount.apps.accounts.models import PortraitQuestion
from keyaccount.apps.accounts.queries.portrait_questions import questions_by_part
from keyaccount.apps.accounts.services import portrait_questions as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


@require_safe
@administrators
def questions(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/settings/portrait.html", {"parts": questions_by_part()})


@administrators
def new_question(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST or None, initial={"part": request.GET.get("part")})
    look = Look(title=_("New question"), back=reverse("accounts:portrait_questions"), word=_("Add"))
    return answer_form(
        request, form, lambda values, seen: service.add_question(values=values, act=act_of(request)), look
    )


@administrators
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    found = PortraitQuestion.objects.filter(pk=question_id).first()
    if found is None:
        raise Http404
    look = Look(
        title=_("Reword the question"),
        back=reverse("accounts:portrait_questions"),
        text=_("The answers there are stay: it is the same question, better asked."),
        record=found,
    )
    return answer_form(
        request,
        QuestionForm(request.POST or None, instance=found),
        lambda values, seen: service.change_question(
            question_id=question_id, values=values, act=act_of(request), seen=seen
        ),
        look,
    )


@require_POST
@administrators
def move_question(request: HttpRequest, question_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("accounts:portrait_questions"), said=_("Saved."))
    step = 1 if request.POST.get("way") == "down" else -1
    return answer_act(
        request, lambda: service.move_question(question_id=question_id, step=step, act=act_of(request)), look
    )


@require_POST
@administrators
def archive_question(request: HttpRequest, question_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("accounts:portrait_questions"), said=_("Asked no longer. Its answers are kept."))
    return answer_act(request, lambda: service.archive_question(question_id=question_id, act=act_of(request)), look)


@require_POST
@administrators
def restore_question(request: HttpRequest, question_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("accounts:portrait_questions"), said=_("Asked again."))
    return answer_act(request, lambda: service.restore_question(question_id=question_id, act=act_of(request)), look)
