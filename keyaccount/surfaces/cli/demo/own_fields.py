"""Fields that this company has defined for itself, and what they hold for its key accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import update_account
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services.custom_fields import add_field
from keyaccount.kernel.money import Money
from keyaccount.surfaces.cli.demo.days import Days

PAYING = (("Monthly", "月结"), ("Prepaid", "预付"), ("On delivery", "验收后付"))
SOURCES = (("Invited tender", "邀标"), ("Open tender", "公开招标"), ("Direct", "直接谈判"))
FIELDS = (  # on, kind, key, name, Chinese name
    ("accounts", "date", "framework_until", "Framework contract until", "框架合同到期"),
    ("accounts", "money", "credit_limit", "Credit limit", "信用额度"),
    ("accounts", "choice", "payment_terms", "Payment terms", "结算方式"),
    ("accounts", "person", "executive_sponsor", "Executive sponsor", "高层对口人"),
    ("contacts", "text", "assistant", "Assistant", "助理"),
    ("opportunities", "choice", "award_by", "Awarded by", "采购方式"),
    ("opportunities", "number", "heads", "People concerned", "涉及人数"),
    ("opportunities", "account", "introduced_by", "Introduced by", "推荐客户"),
)


def define_own_fields(act: Act) -> None:
    choices = {"payment_terms": PAYING, "award_by": SOURCES}
    for on, kind, key, name, chinese in FIELDS:
        more = {"choices": [{"name": one, "name_zh": two} for one, two in choices[key]]} if key in choices else {}
        add_field(on=on, kind=kind, key=key, name=name, name_zh=chinese, act=act, **more)


def fill_own_fields(accounts: Mapping[str, Account], people: Mapping[str, User], days: Days, act: Act) -> None:
    """What was written down of the first accounts when they were founded."""
    terms = cycle(("monthly", "monthly", "on_delivery", "prepaid"))
    sponsor = people.get("zhao") or next(iter(people.values()))
    for place, account in enumerate(list(accounts.values())[:24]):
        values: dict[str, Any] = {
            "custom_payment_terms": next(terms),
            "custom_framework_until": days.today + timedelta(days=30 * (place % 14) + 20),
            "custom_credit_limit": Money(Decimal(200_000 + 150_000 * (place % 7)), "CNY"),
        }
        if place % 3 == 0:
            values["custom_executive_sponsor"] = sponsor
        update_account(account_id=account.pk, values=values, act=act)
