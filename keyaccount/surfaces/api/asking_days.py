"""The day that is asked about: one of the past, else today in the workspace's zone."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.surfaces.api.lists.listing import WrongParameter, refuse_unknown
from keyaccount.surfaces.api.schemas.knowledge import AsOf


def today() -> date:
    return clock.day_of(timezone.now(), workspace().zone)


def day_asked(request: HttpRequest, asked: AsOf) -> date:
    refuse_unknown(request, {"as_of"})
    now = today()
    if asked.as_of is not None and asked.as_of > now:
        raise WrongParameter(fields={"as_of": _("What will be is not known: give a day up to today.")})
    return asked.as_of or now
