"""The companies that are sold to, and the people there; owners put in their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.cli.demo.tables import Row, listed, table

MILLION = Decimal(1_000_000)
HOME = "中国"


def found_companies(people: Mapping[str, User], act: Act, opening: datetime) -> dict[str, Account]:
    """Every company by its short name, with its people."""
    accounts: dict[str, Account] = {}
    for row in table("companies"):
        mine = Act(people[row["owner"]], opening, act.surface)
        account = create_account(values=_company(row, accounts), act=mine)
        for member in listed(row["members"]):
            username, part = member.split(" ", 1)
            add_member(account_id=account.pk, user=people[username], part=part, act=mine)
        accounts[row["short"]] = account
    _meet(accounts, act, opening)
    return accounts


def _company(row: Row, accounts: Mapping[str, Account]) -> dict[str, Any]:
    same = ("name", "domain", "industry", "country", "province", "city", "ownership")
    return {key: row[key] for key in same} | {
        "short_name": row["short"],
        "website": f"https://www.{row['domain']}",
        "employees": int(row["employees"]),
        "founded": int(row["founded"]),
        "yearly_revenue": int(row["revenue_millions"]) * MILLION,
        "parent": accounts.get(row["parent"]),
    }


def _meet(accounts: Mapping[str, Account], act: Act, opening: datetime) -> None:
    known: dict[str, Contact] = {}
    for number, row in enumerate(table("contacts"), start=1):
        account = accounts[row["company"]]
        values = {
            "name": row["name"],
            "name_latin": row["latin"],
            "account": account,
            "title": row["title"],
            "department": row["department"],
            "reports_to": known.get(row["reports_to"]),
            "email": f"{row['latin'].lower().replace(' ', '.')}@{account.domain}",
            "mobile": f"1990000{number:04}" if account.country == HOME else "",
        }
        mine = Act(account.owner or act.actor, opening, act.surface)
        known[row["name"]] = create_contact(values=values, roles=listed(row["roles"]), act=mine)
