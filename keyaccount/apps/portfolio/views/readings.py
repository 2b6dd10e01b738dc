"""Writing down what somebody read off for a measure of a scorecard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from keyaccount.apps.portfolio.forms.scorecards import ReadingForm
from keyaccount.apps.portfolio.models.scorecards import MEASURES
from keyaccount.apps.portfolio.services.scorecards import add_reading
from keyaccount.apps.portfolio.views.settings_scorecards import stance_of
from keyaccount.apps.workspace.views.edge import act_of, today_of
from keyaccount.apps.workspace.views.saving import Look, answer_form, only
from keyaccount.formulas.scorecard import BY_KEY
from keyaccount.kernel.errors import NotFound


@require_http_methods(["GET", "HEAD", "POST"])
@only(lambda user: user.role.may_set_targets)
def new_reading(request: HttpRequest, stance: str, measure: str) -> HttpResponse:
    which, known = stance_of(stance), BY_KEY.get(measure)
    if known is None or known.live:
        raise NotFound
    form = ReadingForm(request.POST or None, known, {"quarter": today_of(request)})
    look = Look(
        title=MEASURES[measure],
        back=f"{reverse('portfolio:stances')}#stance-{stance}",
        said=_("The reading is written down; earlier ones stay."),
    )
    return answer_form(
        request, form, lambda values, _s: add_reading(stance=which, key=measure, act=act_of(request), **values), look
    )
