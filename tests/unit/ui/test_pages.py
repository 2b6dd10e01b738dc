"""Whole pages: the base page, sign-in, errors, the language switch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from keyaccount.ui.context import PageContext
from keyaccount.ui.language import LanguageMiddleware

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "ui/locked_out.html", "ui/base.html", "ui/bare.html"]


@pytest.fixture
def request_(rf: RequestFactory) -> Any:
    request = rf.get("/somewhere/?a=1")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("template", PAGES)
def test_page_stands_for_someone_not_signed_in(template: str, request_: Any) -> None:
    html = render_to_string(template, {}, request_)
    assert '<html lang="en" data-theme-choice="auto" data-bs-theme="light">' in html
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert html.count("<main") == 1


def test_who_is_not_signed_in_has_no_places(request_: Any) -> None:
    assert PageContext(request_).nav == []


def test_the_page_of_a_failure_needs_no_context() -> None:
    html = render_to_string("500.html")
    assert "我们这边出了错" in html
    assert "<script" not in html


def test_the_theme_of_the_cookie_is_drawn_by_the_server(request_: Any) -> None:
    request_.COOKIES["ka_theme"] = "dark"
    assert 'data-theme-choice="dark" data-bs-theme="dark"' in render_to_string("ui/base.html", {}, request_)


def test_htmx_may_not_evaluate_or_write_styles(request_: Any) -> None:
    html = render_to_string("ui/base.html", {}, request_)
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", html)
    assert found
    assert '"allowEval":false' in found[1]
    assert '"includeIndicatorStyles":false' in found[1]
    assert '"selfRequestsOnly":true' in found[1]


@pytest.mark.parametrize(
    ("browser", "cookie", "language"),
    [
        ("", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh-hans"),
        ("zh", "", "zh-hans"),
        ("fr-FR,fr;q=0.9", "", "en"),
        ("fr;q=0.9,zh-Hans;q=0.8", "", "zh-hans"),
        ("zh-CN", "en", "en"),
    ],
)
def test_the_language_is_chosen_or_the_browsers(rf: RequestFactory, browser: str, cookie: str, language: str) -> None:
    request = rf.get("/", headers={"accept-language": browser} if browser else {})
    if cookie:
        request.COOKIES["django_language"] = cookie
    answer = LanguageMiddleware(lambda request: HttpResponse())(request)
    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
def test_sign_in_wears_our_look_and_keeps_the_csp(client: Client) -> None:
    answer = client.get("/account/login/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="ka-auth"' in html
    assert 'data-passkey-url="/account/2fa/webauthn/login/"' in html
    assert "ui/js/passkeys.js" in html
    inline = [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag and "application/json" not in tag]
    assert inline == []
    assert " style=" not in html


@pytest.mark.django_db
def test_a_wrong_password_is_said_in_the_form(client: Client) -> None:
    answer = client.post("/account/login/", {"login": "nobody", "password": "wrong"})
    html = answer.content.decode()
    assert 'role="alert"' in html
    assert 'value="nobody"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/account/2fa/", "/account/password/change/", "/account/email/", "/account/logout/"],
)
def test_security_pages_wear_our_look(client: Client, people: Any, address: str) -> None:
    client.force_login(people.lin, backend=settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.get(address)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "ka-brand" in html
    assert " style=" not in html


def test_the_vendor_folder_is_not_ours() -> None:
    ours = Path(__file__).resolve().parents[3] / "keyaccount/ui/static/ui"
    assert not list(ours.rglob("*.min.*"))
