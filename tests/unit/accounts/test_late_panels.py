"""Panels of an account's page that come after it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.portfolio.services.estimates import add_estimate
from tests.conftest import TODAY

LATE = ("standing", "segment", "portrait", "signals", "space", "rivals", "orders")


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act("lin"))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_each_has_its_place_and_its_anchor_at_once(acme: Account, page_of: Any) -> None:
    text = text_of(page_of("lin", reverse("accounts:account", args=[acme.pk])))
    assert [key for key in LATE if f'id="late-{key}"' not in text or f'href="#{key}"' not in text] == []
    assert f'hx-get="/accounts/{acme.pk}/late?"' in text


def test_each_comes_for_its_place(acme: Account, page_of: Any) -> None:
    text = text_of(page_of("lin", reverse("accounts:late", args=[acme.pk])))
    assert [key for key in LATE if f'id="late-{key}" hx-swap-oob="true"' not in text] == []


def test_what_is_not_for_the_reader_goes_with_its_anchor(acme: Account, page_of: Any) -> None:
    text = text_of(page_of("zhao", reverse("accounts:late", args=[acme.pk])))
    assert '<div id="late-rivals" hx-swap-oob="delete">' in text
    assert '<a id="to-rivals" hx-swap-oob="delete">' in text


def test_the_log_knows_what_is_in_them(acme: Account, act: Any, page_of: Any) -> None:
    values = {"amount": 5, "currency": "CNY", "source": "Their annual report", "confidence": "low", "on": TODAY}
    add_estimate(account_id=acme.pk, values=values, act=act("lin"))
    text = text_of(page_of("lin", reverse("accounts:account", args=[acme.pk])))
    assert "Their annual report" in text.split('class="log"')[1]
