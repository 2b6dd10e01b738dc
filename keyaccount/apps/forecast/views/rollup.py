"""The roll-up: what deals, people and managers say side by side; saying a number, taking it back, submitting."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from keyaccount.apps.forecast.forms.rollup import NumberForm, ResetForm, SubmitForm
from keyaccount.apps.forecast.models import Override, Spoken
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.rollup import past_numbers
from keyaccount.apps.forecast.queries.sellers import question_of
from keyaccount.apps.forecast.queries.submissions import submissions_of
from keyaccount.apps.forecast.services import overrides, submissions
from keyaccount.apps.forecast.services.speaking import may_promise, speaks_for
from keyaccount.apps.forecast.tables.frame import exports
from keyaccount.apps.forecast.tables.rollup import rollup_page
from keyaccount.apps.forecast.views.asking import answer, asked_of
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_form
from keyaccount.figures import ScopeKind, compute
from keyaccount.kernel.errors import NotAllowed
from keyaccount.ui.writing import figure_text

SHOWN = 30


@require_safe
@page
def page_of_rollup(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    rolled = rollup_page(asked)
    people = [line.person.pk for line in rolled.lines]
    context = {
        "rolled": rolled,
        "changes": past_numbers(asked.question, SHOWN),
        "submissions": submissions_of(asked.period, viewer(request), people)[:SHOWN],
        "may_submit": asked.question.is_live and may_promise(viewer(request), _team(asked)),
        "team_asked": _team(asked),
        "may_remind": asked.question.is_live and any(speaks_for(viewer(request), one) for one in rolled.due),
        "remind_query": request.GET.urlencode(),
        "exports": exports("forecast_rollup", asked),
    }
    return answer(request, asked, "forecast:rollup", "forecast/rollup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def number(request: HttpRequest, person_id: int, category: str) -> HttpResponse:
    """One's own number, or as a manager that of one's people."""
    asked, person = asked_of(request), _person(request, person_id, category)
    by_manager = person.pk != viewer(request).pk
    overrides.may_speak(person, by_manager, act_of(request))
    held = _held(person, category, by_manager, asked)
    first = {"amount": held.amount, "note": held.note} if held else {}
    look = Look(
        title=_title(person, by_manager),
        back=back_of(asked),
        said=_("The number is said."),
        word=_("Say it"),
        text=_about(person, category, asked),
        template="forecast/form_page.html",
        more={"asked": asked},
    )
    return answer_form(
        request,
        NumberForm(request.POST or None, initial=first),
        lambda values, seen: overrides.set_override(
            person=person, category=category, period=asked.period, by_manager=by_manager, act=act_of(request), **values
        ),
        look,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page
def reset(request: HttpRequest, person_id: int, category: str) -> HttpResponse:
    asked, person = asked_of(request), _person(request, person_id, category)
    by_manager = person.pk != viewer(request).pk
    overrides.may_speak(person, by_manager, act_of(request))
    look = Look(
        title=_("Take the number back"),
        back=back_of(asked),
        said=_("The number is taken back."),
        word=_("Take it back"),
        text=f"{person} · {Spoken(category).label}",
        template="forecast/form_page.html",
        more={"asked": asked},
    )
    return answer_form(
        request,
        ResetForm(request.POST or None),
        lambda values, seen: overrides.reset_override(
            person=person, category=category, period=asked.period, by_manager=by_manager, act=act_of(request), **values
        ),
        look,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page
def submit(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    team = _team(asked)
    if not may_promise(viewer(request), team):
        raise NotAllowed
    look = Look(
        title=_("Submit the forecast"),
        back=back_of(asked),
        said=_("The forecast is submitted."),
        word=_("Submit"),
        text=str(team or viewer(request)),
        template="forecast/form_page.html",
        more={"asked": asked},
    )
    return answer_form(
        request,
        SubmitForm(request.POST or None),
        lambda values, seen: submissions.submit_forecast(period=asked.period, team=team, act=act_of(request), **values),
        look,
    )


def _team(asked: Asked) -> Team | None:
    """The team that is looked at, if its viewer leads it; else one submits for oneself."""
    scope = asked.question.scope
    if scope.kind != ScopeKind.TEAM:
        return None
    team = Team.objects.get(pk=scope.pk)
    return team if may_promise(asked.question.viewer, team) else None


def _person(request: HttpRequest, person_id: int, category: str) -> User:
    """Somebody in sight, else there is no such page."""
    mine = viewer(request)
    found: User | None = User.objects.people().select_related("role", "team").filter(pk=person_id).first()
    if found is None or category not in Spoken.values:
        raise Http404
    if mine.people_in_reach is not None and found.pk not in mine.people_in_reach | {mine.pk}:
        raise Http404
    return found


def _held(person: User, category: str, by_manager: bool, asked: Asked) -> Override | None:
    rows = Override.objects.current().filter(person=person, category=category, by_manager=by_manager)
    found: Override | None = rows.filter(period_start=asked.period.start, period_end=asked.period.end).first()
    return found


def _about(person: User, category: str, asked: Asked) -> str:
    """What the deals say, in full, so that the number beside it is written in the same unit."""
    computed = figure_text(compute(f"forecast.{category}", question_of(person, asked.question)), "full")
    return gettext("%(category)s; the deals say %(amount)s") % {"category": Spoken(category).label, "amount": computed}


def _title(person: User, by_manager: bool) -> str:
    if by_manager:
        return gettext("Your number for %(name)s") % {"name": person.display_name}
    return gettext("Your own number")


def back_of(asked: Asked) -> str:
    return f"{reverse('forecast:rollup')}?{asked.link()}"
