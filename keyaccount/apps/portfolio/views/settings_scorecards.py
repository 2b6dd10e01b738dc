"""Settings: what each stance is measured by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from keyaccount.apps.portfolio.forms.scorecards import CardForm
from keyaccount.apps.portfolio.queries.scorecards import card_at
from keyaccount.apps.portfolio.services.scorecards import set_card
from keyaccount.apps.portfolio.words import STANCES
from keyaccount.apps.workspace.views.edge import act_of, today_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.errors import NotFound

FOLDER = "portfolio/settings"


def stance_of(text: str) -> Stance:
    if text not in set(Stance):
        raise NotFound
    return Stance(text)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def scorecard(request: HttpRequest, stance: str) -> HttpResponse:
    which = stance_of(stance)
    form = CardForm(request.POST or None, card_at(which, today_of(request)))
    look = Look(
        title=_("Balanced scorecards"),
        back=reverse("portfolio:scorecard", args=[stance]),
        said=_("Saved. Days before today keep the card they had."),
        text=_("The weights make 100%. A measure without a weight is not on the card."),
        template=f"{FOLDER}/scorecard.html",
        part=f"{FOLDER}/scorecard_form.html",
        more={"stance": stance, "stances": [(str(one), STANCES[one]) for one in Stance]},
    )
    return answer_form(request, form, lambda _v, _s: set_card(stance=which, card=form.card, act=act_of(request)), look)
