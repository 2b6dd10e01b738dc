"""The edge of every page: who asks, what time it is, how an act by a page begins. Only here do pages read the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import memo
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.ui.facts import fact_page

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """Signed-in people only; a fact that rises out of the view becomes the page or part that says so.

    A GET asks nothing twice: what it computes for one figure is kept for the next until it is answered.
    """

    @login_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            with memo.remembering():
                return view(request, *args, **kwargs)
        except NotFound as error:
            raise Http404 from error
        except NotAllowed as error:
            raise PermissionDenied from error
        except Fact as fact:
            return fact_page(request, fact.text(gettext))

    return answered


def viewer(request: HttpRequest) -> User:
    """Whoever asks; views call it behind `login_required`."""
    return cast(User, request.user)


def act_of(request: HttpRequest) -> Act:
    return Act(actor=viewer(request), now=timezone.now(), surface=Surface.WEB)


def today_of(request: HttpRequest) -> date:
    """The day it is in the workspace's zone."""
    return clock.day_of(timezone.now(), workspace().zone)
