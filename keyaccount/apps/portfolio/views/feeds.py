"""Feeds of news, what was found in them, and the heat of industries over time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.accounts.services import feeds as service
from keyaccount.apps.accounts.services.found import confirm_found, dismiss_found
from keyaccount.apps.accounts.services.reading import take_file
from keyaccount.apps.portfolio.forms.feeds import ConfirmForm, FeedFileForm, FeedForm
from keyaccount.apps.portfolio.queries.feeds import feed_lines, feed_to_write, found_seen, found_to_decide
from keyaccount.apps.portfolio.tables.heat import course_of, months_until
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.figures import Question, compute

ON_PAGE = 30


@require_safe
@page
def found(request: HttpRequest) -> HttpResponse:
    shown = Paginator(found_to_decide(viewer(request)), ON_PAGE).get_page(request.GET.get("page"))
    return render(request, "portfolio/signals/found.html", {"page": shown, "today": today_of(request)})


@page
def confirm(request: HttpRequest, found_id: int) -> HttpResponse:
    item = found_seen(viewer(request), found_id)
    look = Look(
        title=str(item.account or item.industry),
        text=item.text,
        back=_found(),
        word=_("Confirm"),
        said=_("Now a signal."),
    )
    return answer_form(
        request,
        ConfirmForm(request.POST or None, initial={"text": item.title}),
        lambda values, seen: confirm_found(found_id=found_id, values=values, act=act_of(request)),
        look,
    )


@require_POST
@page
def dismiss(request: HttpRequest, found_id: int) -> HttpResponse:
    look = Look(title="", back=_found(), said=_("Dismissed; it is not offered again."))
    return answer_act(request, lambda: dismiss_found(found_id=found_id, act=act_of(request)), look)


@require_safe
@page
def feeds(request: HttpRequest) -> HttpResponse:
    context = {"lines": feed_lines(viewer(request)), "zone": workspace().zone, "every": service.EVERY_MINUTES}
    return render(request, "portfolio/signals/feeds.html", context)


@page
def new_feed(request: HttpRequest) -> HttpResponse:
    may_create(act_of(request))
    look = Look(title=_("New feed"), back=_feeds(), word=_("Add"))

    def save(values: dict[str, Any], seen: int | None) -> None:
        service.add_feed(values=values, act=act_of(request))

    return answer_form(request, FeedForm(request.POST or None), save, look)


@page
def feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    held = feed_to_write(viewer(request), feed_id)
    look = Look(title=held.name, back=_feeds(), record=held)

    def save(values: dict[str, Any], seen: int | None) -> None:
        service.change_feed(feed_id=feed_id, values=values, act=act_of(request), version=seen)

    return answer_form(request, FeedForm(request.POST or None, instance=held), save, look)


@require_POST
@page
def archive_feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    look = Look(title="", back=_feeds(), said=_("It is read no longer; what was found in it stays."))
    return answer_act(request, lambda: service.archive_feed(feed_id=feed_id, act=act_of(request)), look)


@page
def feed_file(request: HttpRequest, feed_id: int) -> HttpResponse:
    held = feed_to_write(viewer(request), feed_id)
    look = Look(title=held.name, back=_found(), word=_("Read the file"))

    def save(values: dict[str, Any], seen: int | None) -> None:
        new = take_file(feed_id=feed_id, content=values["file"].read(), act=act_of(request))
        said = ngettext("%(count)d new thing found.", "%(count)d new things found.", new) % {"count": new}
        messages.success(request, said)

    return answer_form(request, FeedFileForm(request.POST or None, request.FILES or None), save, look)


@require_POST
@page
def read_feeds(request: HttpRequest) -> HttpResponse:
    look = Look(title="", back=_feeds(), said=_("The feeds are read in the background; see Jobs."))
    return answer_act(request, lambda: service.ask_to_read(act=act_of(request)), look)


@require_safe
@page
def heat(request: HttpRequest) -> HttpResponse:
    """Signals by industry and month: the last twelve months."""
    today = today_of(request)
    figure = compute("accounts.industry_heat", Question(viewer(request), today, today, period=months_until(today)))
    return render(request, "portfolio/signals/heat.html", {"heat": figure, "course": course_of(figure)})


def _found() -> str:
    return reverse("portfolio:found")


def _feeds() -> str:
    return reverse("portfolio:feeds")
