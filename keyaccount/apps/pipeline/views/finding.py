"""Deals in the command bar."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Opportunity, Status
from keyaccount.apps.pipeline.queries.finding import deals_called
from keyaccount.apps.workspace.views.edge import viewer
from keyaccount.ui import finding
from keyaccount.ui.finding import Deed, Finder, Hit


def add_finder() -> None:
    finding.add(Finder("opportunities", _("Opportunities"), "filter", find, order=30))
    finding.add_deed(
        Deed(
            "new-opportunity",
            _("New opportunity"),
            "pipeline:new",
            words=_("deal"),
            allowed=lambda request: viewer(request).role.may_create,
            order=10,
        )
    )


def find(request: HttpRequest, text: str, limit: int) -> list[Hit]:
    if not text.strip():
        return []
    return [_hit(deal) for deal in deals_called(viewer(request), text, limit)]


def _hit(deal: Opportunity) -> Hit:
    state = deal.stage.label if deal.status == Status.OPEN else deal.get_status_display()
    return Hit(deal.name, reverse("pipeline:opportunity", args=[deal.pk]), str(deal.account or ""), state)
