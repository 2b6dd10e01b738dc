"""Which accounts a page of the portfolio is about, and of which day, as its address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.kernel.errors import Invalid

WHOSE, AS_OF = "whose", "as_of"


@dataclass(frozen=True, slots=True)
class Whose:
    text: str
    url: str
    current: bool


def question_of(request: HttpRequest) -> Question:
    user, today = viewer(request), today_of(request)
    return Question(user, today, day_of(request, AS_OF) or today, _scope(request))


def day_of(request: HttpRequest, key: str) -> date | None:
    """A day up to today."""
    text = request.GET.get(key, "")
    if not text:
        return None
    try:
        return min(date.fromisoformat(text), today_of(request))
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not a date. Write it like 2026-11-19."), text=text) from error


def focus_of(request: HttpRequest) -> int | None:
    text = request.GET.get("focus", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def whose(request: HttpRequest) -> list[Whose]:
    """All, my team's, mine; only the team's for those who are in one."""
    user, here = viewer(request), request.GET.get(WHOSE, "")
    words = {"": _("All"), **({"team": _("My team’s")} if user.team_id else {}), "mine": _("Mine")}
    return [Whose(text, link(request, whose=key), here == key) for key, text in words.items()]


def link(request: HttpRequest, **changed: str) -> str:
    """The same page with something changed; an empty text takes a part away."""
    kept = {key: text for key in (WHOSE, AS_OF) if (text := request.GET.get(key, ""))}
    query = urlencode({key: text for key, text in {**kept, **changed}.items() if text})
    return f"{request.path}?{query}" if query else request.path


def _scope(request: HttpRequest) -> Scope:
    user = viewer(request)
    if request.GET.get(WHOSE) == "mine":
        return Scope(ScopeKind.USER, user.pk, user.display_name)
    if request.GET.get(WHOSE) == "team" and user.team is not None:
        return Scope(ScopeKind.TEAM, user.team.pk, user.team.name)
    return COMPANY
