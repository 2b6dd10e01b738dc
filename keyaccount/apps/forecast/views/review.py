"""The weekly review: by person, rolled up, as of any day (`?on=` or `?as_of=`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keyaccount.apps.forecast.queries.asking import read
from keyaccount.apps.forecast.tables.promises import promises
from keyaccount.apps.forecast.tables.review import review, weeks_around
from keyaccount.apps.forecast.views.asking import answer
from keyaccount.apps.workspace.views.edge import page, today_of, viewer


@require_safe
@page
def weekly(request: HttpRequest) -> HttpResponse:
    given = request.GET.dict()
    given["as_of"] = given.get("on") or given.get("as_of", "")
    asked = read(given, viewer=viewer(request), today=today_of(request))
    before, after = weeks_around(asked)
    context = {"review": review(asked), "promises": promises(asked), "week_before": before, "week_after": after}
    return answer(request, asked, "forecast:review", "forecast/review.html", context)
