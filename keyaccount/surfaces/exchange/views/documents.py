"""Documents to take along, for those who may export."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen
from keyaccount.apps.contacts.queries.people_map import map_at, places_of
from keyaccount.apps.contacts.tables.people_map import cards_of, lines_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.kernel.errors import NotAllowed
from keyaccount.surfaces.exchange.documents.map_slide import MapSlide
from keyaccount.ui import formatting
from keyaccount.ui.writing import figure_text, language

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@require_safe
@page
def people_map(request: HttpRequest, account_id: int) -> HttpResponse:
    """The map of a day as an editable slide."""
    from keyaccount.surfaces.exchange.documents.people_map import written  # noqa: PLC0415  # its library takes 26 MB

    account = account_seen(viewer(request), account_id)
    if not viewer(request).role.may_export:
        raise NotAllowed
    slide = _slide(request, account)
    response = HttpResponse(written(slide), content_type=PPTX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(slide.title)}.pptx"
    return response


def _slide(request: HttpRequest, account: Account) -> MapSlide:
    today = today_of(request)
    day = min(_day(request.GET.get("day", "")) or today, today)
    found = map_at(account, day)
    support = compute(
        "people.support", Question(viewer(request), today, day, Scope(ScopeKind.ACCOUNT, account.pk, str(account)))
    )
    told = {"day": formatting.day(day, language()), "support": figure_text(support)}
    return MapSlide(
        title=gettext("%(name)s: people map") % {"name": account},
        subtitle=gettext("%(day)s · weighted support %(support)s") % told,
        cards=cards_of(found, places_of(account)),
        lines=lines_of(found),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
