"""The people map of an account: the page, one person's panel beside it. Whoever sees the account sees its map."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen, may_write
from keyaccount.apps.contacts.figures.words import COMMITMENTS, STRENGTHS
from keyaccount.apps.contacts.forms.people_map import ReadingForm
from keyaccount.apps.contacts.models import BuyingRole, LinkKind
from keyaccount.apps.contacts.queries.map_days import changes_between, map_days
from keyaccount.apps.contacts.queries.people_map import PeopleMap, map_at, places_of, readings_of, tends
from keyaccount.apps.contacts.tables import people_map as tables
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.kernel.errors import NotFound
from keyaccount.ui.htmx import render_part

PART = "contacts/map.html"


@require_safe
@page
def show(request: HttpRequest, account_id: int) -> HttpResponse:
    account = account_seen(viewer(request), account_id)
    return render_part(request, PART, context_of(request, account), part="map")


@require_safe
@page
def person(request: HttpRequest, account_id: int, contact_id: int) -> HttpResponse:
    """The panel of one person, as they stood on the day that is looked at."""
    account = account_seen(viewer(request), account_id)
    found = map_at(account, _day(request, "day") or today_of(request))
    context = _frame(request, account, found) | _person(request, found, contact_id)
    if not context["one"]:
        raise NotFound
    return render(request, "contacts/map/person.html", context)


def context_of(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What the whole part draws, also after an act."""
    today = today_of(request)
    day, other = _day(request, "day") or today, _day(request, "with")
    found = map_at(account, min(day, today))
    changes = changes_between(account, other, found.day) if other else []
    cards = tables.cards_of(found, places_of(account), changes)
    chosen = _number(request, "who")
    return {
        **_frame(request, account, found),
        **_person(request, found, chosen),
        **_side(request, account, found),
        "cards": cards,
        "size": tables.size_of(cards),
        "lines": tables.lines_of(found),
        "marks": tables.marks_of(map_days(account, today), found.day, today),
        "other": other,
        "changes": tables.changes_shown(changes, _names(account, found, other)),
        "view": "table" if _asked(request, "view") == "table" else "map",
    }


def _frame(request: HttpRequest, account: Account, found: PeopleMap) -> dict[str, Any]:
    today = today_of(request)
    is_past = found.day < today
    return {
        "account": account,
        "map": found,
        "today": today,
        "is_past": is_past,
        "may_write": not is_past and account.archived_at is None and may_write(viewer(request), account),
        "may_export": viewer(request).role.may_export,
        "new_person_url": f"{reverse('contacts:new')}?account={account.pk}",
    }


def _person(request: HttpRequest, found: PeopleMap, contact_id: int) -> dict[str, Any]:
    """`one` is None when nobody, or nobody who is there, is chosen."""
    one = next((person for person in found.here if person.pk == contact_id), None)
    if one is None:
        return {"one": None}
    lines, user = tables.lines_of(found), viewer(request)
    return {
        "one": one,
        "card": tables.card_of(one),
        "influences": [line for line in lines if line.source.pk == one.pk],
        "influenced_by": [line for line in lines if line.target.pk == one.pk],
        "superior": found.by_id.get(one.superior or 0),
        "readings": tables.readings_shown(readings_of(one.pk, found.day), tends(user, found.account)),
        "others": [person for person in found.here if person.pk != one.pk],
        "roles": tables.badges_of(BuyingRole.values),
        "kinds": LinkKind.choices,
        "strengths": STRENGTHS.items(),
        "quadrants": [(where, COMMITMENTS[where]) for where in tables.QUADRANTS],
        "reading_form": ReadingForm(initial={"contact": one.pk, "on": found.day}, auto_id="reading_%s"),
    }


def _side(request: HttpRequest, account: Account, found: PeopleMap) -> dict[str, Any]:
    scope = Scope(ScopeKind.ACCOUNT, account.pk, str(account))
    question = Question(viewer(request), today_of(request), found.day, scope)
    return {
        "warnings": tables.warnings_shown(found),
        "support": compute("people.support", question),
        "coverage": compute("people.coverage", question),
        "commitments": [(where or "unknown", word) for where, word in COMMITMENTS.items()],
        "role_choices": tables.badges_of({role for person in found.here for role in person.roles}),
        "departments": sorted({person.department for person in found.here if person.department}),
    }


def _names(account: Account, found: PeopleMap, other: date | None) -> dict[int, str]:
    maps = [found, map_at(account, other)] if other else [found]
    return {pk: person.name for one in maps for pk, person in one.by_id.items()}


def _asked(request: HttpRequest, key: str) -> str:
    """A page says it in its address, an act in its body."""
    return request.GET.get(key) or request.POST.get(key, "")


def _day(request: HttpRequest, key: str) -> date | None:
    try:
        return date.fromisoformat(_asked(request, key))
    except ValueError:
        return None


def _number(request: HttpRequest, key: str) -> int:
    text = _asked(request, key)
    return int(text) if text.isdecimal() else 0
