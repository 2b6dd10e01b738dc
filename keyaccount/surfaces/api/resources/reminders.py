"""Who has not submitted their forecast, and reminding them of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.forecast.models import Reminder
from keyaccount.apps.forecast.models.reminders import is_answered
from keyaccount.apps.forecast.queries.asking import Asked, of_people
from keyaccount.apps.forecast.queries.owing import Owed, owed
from keyaccount.apps.forecast.services.reminding import remind
from keyaccount.apps.insights.queries import find_scope
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import COMPANY, memo
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids, refuse_unknown, respond
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.schemas.common import Page
from keyaccount.surfaces.api.schemas.reminders import OwedAsked, OwedOut, ReminderOut, RemindersAsked, RemindIn
from keyaccount.surfaces.api.shapes import Shape, show_person

router = Router(tags=["Forecast"])

REMINDER: Shape[Reminder] = Shape(ReminderOut, {name: shapes.person(name) for name in ("person", "asked_by")})
REMINDERS: Listing[Reminder] = Listing(
    REMINDER,
    RemindersAsked,
    sorts={"id": ID, "at": Sort("at")},
    filters={
        "person": ids("person"),
        "asked_by": ids("asked_by"),
        "period_start": equal("period_start"),
        "period_end": equal("period_end"),
        "answered": lambda wanted, viewer: is_answered() if wanted else ~is_answered(),
    },
)


@router.get(
    "/owed", response=list[OwedOut], operation_id="listOwedSubmissions", summary="List who has not submitted this week"
)
def list_owed(request: HttpRequest, asked: Query[OwedAsked]) -> HttpResponse:
    """Those of the roll-up, as you see it, who sell and have not submitted for the period since Monday in the
    workspace's time zone; the largest first. Nobody owes one for a period that today is not in."""
    refuse_unknown(request, {"scope", "period"})
    return respond([_shown(one) for one in _owed(_asked(asked, act_of(request)))])


@router.get("/reminders", response=Page[ReminderOut], operation_id="listReminders", summary="List reminders")
def list_reminders(request: HttpRequest, asked: Query[RemindersAsked]) -> HttpResponse:
    """Those to you and from you, and to the people whose records you see."""
    return REMINDERS.answer(request, asked, Reminder.objects.visible_to(user_of(request)))


@router.post(
    "/reminders",
    response={201: list[ReminderOut]},
    operation_id="remindOfForecast",
    summary="Remind those who have not submitted",
)
def post_reminders(request: HttpRequest, item: RemindIn) -> HttpResponse:
    """Those among them whom you lead; nobody twice as long as they have not answered. The answer holds the reminders
    that were made."""
    act = act_of(request)
    found, finder = _asked(item, act), Finder(act.actor)
    named = None if item.people is None else {finder.one(references.USER, one, "people").pk for one in item.people}
    people = [one.person for one in _owed(found) if named is None or one.person.pk in named]
    made = remind(people=people, period=found.period, act=act)
    return respond(REMINDER.show_all(made, REMINDER.full, act.actor), status=201)


def _asked(asked: OwedAsked | RemindIn, act: Act) -> Asked:
    scope = find_scope(asked.scope, act.actor) if asked.scope else COMPANY
    return of_people(act.actor, clock.day_of(act.now, workspace().zone), scope, asked.period or "")


def _owed(asked: Asked) -> list[Owed]:
    with memo.remembering():
        return owed(asked.question, asked.workspace)


def _shown(one: Owed) -> dict[str, object]:
    return {
        "person": show_person(one.person),
        "submitted_at": one.last.at if one.last else None,
        "reminded_at": one.reminded_at,
    }
