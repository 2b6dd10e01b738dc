"""Page or part, and what an answer asks the page to do."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from keyaccount.ui import htmx

TEMPLATE = "whole {% partialdef rows inline %}{{ n }} rows{% endpartialdef %} page"
LOADERS = [("template_partials.loader.Loader", [("django.template.loaders.locmem.Loader", {"list.html": TEMPLATE})])]
ENGINE = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": LOADERS, "builtins": ["template_partials.templatetags.partials"]},
    }
]


def asked(**headers: str) -> htmx.HttpRequest:
    return RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        ({"HX_Request": "true"}, True),
        ({"HX_Request": "true", "HX_Boosted": "true"}, False),
        ({"HX_Request": "true", "HX_History_Restore_Request": "true"}, False),
    ],
)
def test_only_htmx_asking_for_a_piece_gets_a_piece(headers: dict[str, str], part: bool) -> None:
    assert htmx.is_part(asked(**headers)) is part


@override_settings(TEMPLATES=ENGINE)
def test_one_template_serves_page_and_part() -> None:
    page = htmx.render_part(asked(), "list.html", {"n": 3}, part="rows")
    part = htmx.render_part(asked(HX_Request="true"), "list.html", {"n": 3}, part="rows", status=422)
    assert (page.content, page.status_code) == (b"whole 3 rows page", 200)
    assert (part.content, part.status_code) == (b"3 rows", 422)
    assert "HX-Request" in page["Vary"]


def test_going_elsewhere_works_for_both() -> None:
    assert htmx.go(asked(), "/deals/")["Location"] == "/deals/"
    answer = htmx.go(asked(HX_Request="true"), "/deals/")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/deals/")
    assert htmx.refresh(asked(HX_Request="true"), "/deals/")["HX-Refresh"] == "true"
    assert htmx.refresh(asked(), "/deals/")["Location"] == "/deals/"


@pytest.mark.parametrize(
    ("here", "url", "header"),
    [
        ("http://testserver/accounts/1/", "/accounts/1/#team", "HX-Refresh"),
        ("http://testserver/accounts/1/#facts", "/accounts/1/#team", "HX-Refresh"),
        ("http://testserver/accounts/1/?of=group", "/accounts/1/#team", "HX-Redirect"),
        ("http://testserver/accounts/", "/accounts/1/#team", "HX-Redirect"),
        ("http://testserver/accounts/", "/accounts/", "HX-Redirect"),
    ],
)
def test_another_place_of_the_same_page_is_loaded_again(here: str, url: str, header: str) -> None:
    """Sent to it, a browser would only scroll and show the page as it was."""
    answer = htmx.go(asked(HX_Request="true", HX_Current_URL=here), url)
    assert {name for name in ("HX-Refresh", "HX-Redirect") if name in answer} == {header}


def test_events_add_up() -> None:
    answer = htmx.trigger(HttpResponse(), **{"ka:saved": {"id": 4}})
    htmx.toast(answer, "Archived", undo_url="/undo/", undo_word="Undo")
    assert json.loads(answer["HX-Trigger"]) == {
        "ka:saved": {"id": 4},
        "ka:toast": {"text": "Archived", "undoUrl": "/undo/", "undoWord": "Undo"},
    }


def test_chinese_words_survive_the_header() -> None:
    header = htmx.toast(HttpResponse(), "已归档")["HX-Trigger"]
    assert header.isascii()
    assert json.loads(header)["ka:toast"]["text"] == "已归档"


def test_an_answer_can_be_put_elsewhere() -> None:
    answer = htmx.into(HttpResponse(), "#dialog")
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#dialog", "innerHTML")
