"""Getting in: by user name or e-mail, only for those invited, with one lock; and what every answer carries."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.web.views import health
from tests.conftest import PASSWORD

SIGN_IN = "/account/login/"


@pytest.fixture
def visitor(db):
    cache.clear()  # tries per minute are counted there
    return Client(headers={"accept-language": "en"})


def sign_in(client, login, password=PASSWORD):
    return client.post(SIGN_IN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["lin", "LIN", " lin ", "lin@example.com", "Lin@Example.com"])
def test_user_name_or_e_mail_and_password_let_in(visitor, people, login):
    assert sign_in(visitor, login)["Location"] == "/"
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(("login", "password"), [("lin", "wrong"), ("nobody", PASSWORD), ("lin", ""), ("", PASSWORD)])
def test_anything_else_does_not(visitor, people, login, password):
    assert sign_in(visitor, login, password).status_code == 200
    assert visitor.get("/").status_code == 302


def test_who_may_not_sign_in_any_more_stays_out(visitor, people):
    User.objects.filter(pk=people.lin.pk).update(is_active=False)
    sign_in(visitor, "lin")
    assert visitor.get("/").status_code == 302


def test_who_is_barred_while_signed_in_is_out_at_the_next_page(visitor, people):
    sign_in(visitor, "lin")
    User.objects.filter(pk=people.lin.pk).update(is_active=False)
    assert visitor.get("/").status_code == 302


def test_the_systems_own_user_cannot_sign_in(visitor, people):
    assert sign_in(visitor, "system").status_code == 200


def test_there_is_no_open_sign_up(visitor, people):
    page = visitor.get("/account/signup/").content.decode()
    assert 'name="password1"' not in page
    visitor.post("/account/signup/", {"username": "eve", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="eve").exists()


def test_wrong_passwords_lock_however_the_name_is_written(visitor, people):
    """Name and e-mail address count as the same person; the right password does not help then."""
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(visitor, "lin" if attempt % 2 else "lin@example.com", "wrong")
    locked = sign_in(visitor, "lin")
    assert locked.status_code == 429
    assert "Too many wrong passwords" in locked.content.decode()
    assert visitor.get("/").status_code == 302


def test_the_lock_is_one_persons(visitor, people):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(visitor, "lin", "wrong")
    assert sign_in(visitor, "wang")["Location"] == "/"


def test_a_right_password_forgets_the_wrong_ones(visitor, people):
    for _ in range(3):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(visitor, "lin", "wrong")
        assert sign_in(visitor, "lin").status_code == 302
        visitor.logout()


def test_signing_in_leads_back_to_the_page_that_asked(visitor, people):
    asked = visitor.get("/accounts/")
    assert asked["Location"] == f"{SIGN_IN}?next=/accounts/"
    answered = visitor.post(asked["Location"], {"login": "lin", "password": PASSWORD, "next": "/accounts/"})
    assert answered["Location"] == "/accounts/"


def test_signing_in_leads_to_no_other_site(visitor, people):
    sent = {"login": "lin", "password": PASSWORD, "next": "https://evil.example"}
    assert visitor.post(SIGN_IN, sent)["Location"] == "/"


def test_signing_out_ends_it(visitor, people):
    sign_in(visitor, "lin")
    visitor.post("/account/logout/")
    assert visitor.get("/").status_code == 302


# ── Every answer ──
@pytest.mark.parametrize("address", [SIGN_IN, "/healthz", "/nowhere", "/accounts/"])
def test_every_answer_carries_the_policy(visitor, people, address):
    policy = visitor.get(address)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy


@pytest.mark.parametrize(
    "address", [SIGN_IN, "/account/password/reset/", "/", "/accounts/", "/accounts/new", "/search"]
)
def test_no_page_needs_what_the_policy_forbids(visitor, people, address):
    if address not in {SIGN_IN, "/account/password/reset/"}:
        sign_in(visitor, "lin")
    page = visitor.get(address).content.decode()
    assert " style=" not in page
    assert "javascript:" not in page
    assert " onclick=" not in page
    assert all('type="application/json"' in part or "src=" in part for part in page.split("<script")[1:])


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(visitor, people):
    cookies = sign_in(visitor, "lin").cookies
    assert cookies["sessionid"]["httponly"]
    assert cookies["sessionid"]["samesite"] == "Lax"


# ── Errors and health ──
def test_a_page_that_is_not_there_says_so_in_the_readers_language(visitor, people):
    assert "There is nothing here" in visitor.get("/nowhere").content.decode()
    assert visitor.get("/nowhere").status_code == 404


def test_a_form_without_its_token_is_refused_with_what_to_do(people):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    refused = client.post(SIGN_IN, {"login": "lin", "password": PASSWORD})
    assert refused.status_code == 403
    assert "Go back, reload the page" in refused.content.decode()


def test_the_health_check_needs_no_sign_in_and_reaches_the_database(visitor):
    answer = visitor.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"]


def test_the_health_check_says_when_the_database_is_away(visitor, monkeypatch):
    class Away:
        def cursor(self):
            raise OperationalError("gone")

    monkeypatch.setattr(health, "connection", Away())
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "unreachable"}


def test_too_many_tries_from_one_place_are_told_to_wait(visitor, people):
    """However many names are tried."""
    answers = [sign_in(visitor, f"guess-{number}", "wrong") for number in range(40)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Wait a minute" in answers[-1].content.decode()


def test_a_part_asked_for_after_signing_out_sends_the_whole_page_to_sign_in(visitor, people):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/?q=x"}
    answer = visitor.get("/accounts/totals", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{SIGN_IN}?next=%2Faccounts%2F%3Fq%3Dx")


@pytest.mark.parametrize("language", ["zh-hans", ""])
def test_a_chosen_language_comes_along_to_a_new_device(visitor, people, language):
    User.objects.filter(pk=people.lin.pk).update(language=language)
    sign_in(visitor, "lin")
    answer = visitor.get("/")
    assert answer["Content-Language"] == (language or "en")
