"""Accounts in depth: twenty custom fields and an estimate on each, and what it takes to list, narrow
and find them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import quote

from django.db import transaction
from django.urls import reverse

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import AccountEstimate, Confidence
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.models.custom_fields import CustomField, FieldKind, On
from keyaccount.apps.workspace.services import bulk
from tests.bench.measuring import Call

CHOICES = ("north", "east", "south", "west")
NUMBERS, TEXTS, LISTS, DAYS = 5, 5, 5, 5
SEARCHES = {"initials": "hwjs", "two characters": "华为", "pinyin": "huawei"}
Made = tuple[str, Callable[[int], Call]]  # name, request


@transaction.atomic
def deepen(author: User, now: datetime) -> None:
    """Twenty custom fields with values on every account, and what each is thought to buy a year."""
    chance = random.Random(11)
    define_fields(now)
    accounts = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    bulk.update(Account, ["custom"], [[pk, values(chance, now)] for pk in accounts])
    columns = ["account_id", "amount", "currency", "source", "on", "author_id", "confidence", "created_at"]
    rows = (
        (pk, Decimal(chance.randrange(10, 9000) * 1000), "CNY", "bench", now.date(), author.pk, Confidence.MEDIUM, now)
        for pk in accounts
    )
    bulk.insert(AccountEstimate, columns, rows)


def define_fields(now: datetime) -> None:
    kinds = (
        ("number", FieldKind.NUMBER, NUMBERS),
        ("text", FieldKind.TEXT, TEXTS),
        ("choice", FieldKind.CHOICE, LISTS),
        ("day", FieldKind.DATE, DAYS),
    )
    choices = [{"key": key, "name": key.title(), "name_zh": "", "archived": False} for key in CHOICES]
    CustomField.objects.bulk_create(
        CustomField(
            on=On.ACCOUNTS,
            key=f"{word}_{number}",
            name=f"{word.title()} {number}",
            kind=kind,
            choices=choices if kind == FieldKind.CHOICE else [],
            position=number,
        )
        for word, kind, count in kinds
        for number in range(count)
    )


def values(chance: random.Random, now: datetime) -> dict[str, object]:
    return {
        **{f"number_{n}": chance.randrange(100_000) for n in range(NUMBERS)},
        **{f"text_{n}": f"word {chance.randrange(1000)}" for n in range(TEXTS)},
        **{f"choice_{n}": chance.choice(CHOICES) for n in range(LISTS)},
        **{f"day_{n}": (now.date() - timedelta(days=chance.randrange(900))).isoformat() for n in range(DAYS)},
    }


def scenes(user: User, page: dict[str, str]) -> list[Made]:
    listed, part = reverse("accounts:list"), {**page, "HX-Request": "true"}
    accounts = list(Account.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)[:200])
    return [
        ("accounts: list of 80", lambda n: Call("GET", f"{listed}?size=80", page)),
        (
            "accounts: by a custom field, sorted by another",
            lambda n: Call("GET", f"{listed}?size=80&custom_choice_0={CHOICES[n % 4]}&sort=-custom_number_0", page),
        ),
        ("account page", lambda n: Call("GET", reverse("accounts:account", args=[accounts[n % len(accounts)]]), page)),
        ("matrix of all accounts", lambda n: Call("GET", reverse("portfolio:matrix"), page)),
        *((f"search by {kind} ({words})", _search(words, part)) for kind, words in SEARCHES.items()),
        ("duplicates list", lambda n: Call("GET", reverse("workspace:duplicates", args=["accounts"]), page)),
    ]


def _search(words: str, part: dict[str, str]) -> Callable[[int], Call]:
    return lambda number: Call("GET", f"{reverse('web:search')}?q={quote(words)}", part)
