"""What a page view is wrapped in: sign-in, facts as answers, nothing computed twice."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from keyaccount.apps.workspace.views.edge import page
from keyaccount.figures import memo
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound

SOMEONE = SimpleNamespace(is_authenticated=True)


def answer(raised: Fact | None = None, *, user: object = SOMEONE, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/somewhere", headers=headers)
    request.user = user  # type: ignore[assignment]

    @page
    def view(request: object) -> HttpResponse:
        if raised:
            raise raised
        return HttpResponse("well")

    return view(request)


def test_strangers_are_sent_to_sign_in():
    response = answer(user=AnonymousUser())
    assert response.status_code == 302
    assert "next=/somewhere" in response["Location"]


def test_no_such_record_and_not_allowed_are_pages_of_their_own():
    with pytest.raises(Http404):
        answer(NotFound())
    with pytest.raises(PermissionDenied):
        answer(NotAllowed())


def test_any_other_fact_is_said_in_a_part_that_htmx_swaps_in(db):
    response = answer(Invalid("The filter “%(key)s” needs a number.", key="stage"), **{"HX-Request": "true"})
    assert response.status_code == 422
    assert "The filter “stage” needs a number." in response.content.decode()


def test_and_on_a_page_for_everyone_else(db):
    response = answer(Invalid("The filter “%(key)s” needs a number.", key="stage"))
    assert response.status_code == 400
    assert "The filter “stage” needs a number." in response.content.decode()


@pytest.mark.parametrize(("method", "times"), [("get", 1), ("post", 2)])
def test_a_get_asks_once_and_a_post_never_keeps(method: str, times: int):
    asked: list[int] = []
    question = memo.once(lambda: asked.append(1))

    @page
    def view(request: object) -> HttpResponse:
        question()
        question()
        return HttpResponse()

    request = getattr(RequestFactory(), method)("/somewhere")
    request.user = SOMEONE
    view(request)
    assert len(asked) == times
