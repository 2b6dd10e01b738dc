"""An account of lin's, and whoever opens its pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.services.opportunities import create_opportunity

EVERYONE = ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def as_(people):
    def sign_in(name):
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(people, name))
        return client

    return sign_in


@pytest.fixture
def account(act):
    values = {"name": "澜石重工集团", "short_name": "澜石重工", "industry": "Machinery", "province": "山东"}
    return create_account(values=values, act=act("lin"))


def url(account, act=""):
    return f"/accounts/{account.pk}/{act}"


def text_of(response):
    return response.content.decode()


def deal(account, amount, act, name="lin"):
    return create_opportunity(values={"name": "Deal", "account": account, "amount": Decimal(amount)}, act=act(name))
