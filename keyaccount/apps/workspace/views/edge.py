"""The edge of every page: who asks, what time it is, and how an act by a page begins. Only here do pages read the clock."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface, User
from keyaccount.apps.workspace.queries.settings import workspace


def viewer(request: HttpRequest) -> User:
    """Whoever asks; views call it behind `login_required`."""
    return cast(User, request.user)


def act_of(request: HttpRequest) -> Act:
    return Act(actor=viewer(request), now=timezone.now(), surface=Surface.WEB)


def today_of(request: HttpRequest) -> date:
    """The day it is in the workspace's zone."""
    return clock.day_of(timezone.now(), workspace().zone)
