"""A group of companies: its figures are the sums of its members', on every surface, and no reader sees more by it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.apps.pipeline.services.stages import win_opportunity

OF_OPEN_DEALS = ("pipeline.count", "pipeline.amount", "pipeline.weighted")
ADDITIVE = (*OF_OPEN_DEALS, "pipeline.won", "pipeline.off_funnel", "sales.closed")


@pytest.fixture
def group(act: Any, make_deal: Any) -> dict[str, Account]:
    """Holding with East (of the stranger) and West, whose own subsidiary is Far; Alone stands apart."""

    def made(name: str, who: str = "lin", parent: Account | None = None) -> Account:
        account = create_account(values={"name": name, "parent": parent}, act=act("admin"))
        Account.objects.filter(pk=account.pk).update(owner=act(who).actor)
        return account

    holding = made("Holding")
    east, west = made("East", "stranger", holding), made("West", parent=holding)
    far, alone = made("Far", parent=west), made("Alone")
    for number, account in enumerate((holding, west, far, alone), start=1):
        make_deal(f"Open {account}", number * 100, account=account, stage=number)
        won = make_deal(f"Won {account}", number * 1000, account=account)
        win_opportunity(opportunity_id=won.pk, closed_on=date(2026, 11, 2), act=act("lin"))
    make_deal("Hidden", 7777, account=east, who="stranger")
    small = {"account": far, "description": "Test", "amount": Decimal(50), "ordered_on": date(2026, 11, 3)}
    record_order(values=small, act=act("lin"))
    return {"holding": holding, "east": east, "west": west, "far": far, "alone": alone}


def test_everything_below_belongs_to_it(group: dict[str, Account]) -> None:
    pks = {name: account.pk for name, account in group.items()}
    assert set(group_of(pks["holding"])) == {pks[name] for name in ("holding", "east", "west", "far")}
    assert set(group_of(pks["west"])) == {pks["west"], pks["far"]}
    assert group_of(pks["alone"]) == (pks["alone"],)


@pytest.mark.parametrize("who", ["admin", "lin", "stranger"])
@pytest.mark.parametrize("key", ADDITIVE)
def test_is_the_sum_of_its_members(group: dict[str, Account], ask: Any, key: str, who: str) -> None:
    """Of those its reader sees: the stranger, who sees only East, cannot ask for the group at all."""
    if who == "stranger":
        with pytest.raises(Exception, match="outside what you may see"):
            ask(key, who, scope="group:Holding")
        return
    members = ("holding", "west", "far", *(("east",) if who == "admin" else ()))
    parts = [ask(key, who, scope=f"account:#{group[name].pk}").value for name in members]
    figure = ask(key, who, scope="group:Holding")
    assert figure.value == sum(parts) > 0
    assert figure.rows.outside() == (1 if who == "lin" and key in OF_OPEN_DEALS else 0)


def test_has_no_target(group: dict[str, Account], ask: Any) -> None:
    assert ask("sales.target", scope="group:Holding", period="2026-Q4").value is None


def test_through_the_api(group: dict[str, Account], people: Any, client: Client, at_nine: None) -> None:
    client.force_login(people.lin)
    answer = client.get("/api/v1/figures/sales.closed?scope=group:Holding")
    assert (answer.status_code, json.loads(answer.content)["value"]) == (200, 1000 + 2000 + 3000 + 50)


def test_on_the_account_s_page(group: dict[str, Account], page_of: Any) -> None:
    url = f"/accounts/{group['holding'].pk}/"
    alone, whole = page_of("lin", url).content.decode(), page_of("lin", f"{url}?of=group").content.decode()
    assert "Open Holding" in alone
    assert "Open Far" not in alone
    assert "Open Far" in whole
    assert "Open Alone" not in whole
    assert "Hidden" not in whole


def test_opens_the_list_of_its_deals(group: dict[str, Account], ask: Any, page_of: Any) -> None:
    query = ask("pipeline.count", "lin", scope="group:Holding").rows.list_query
    text = page_of("lin", f"/pipeline/table?scope={query['scope'].replace('#', '%23')}").content.decode()
    assert "Open Far" in text
    assert "Open Alone" not in text
    assert "Holding and its subsidiaries" in text


def test_orders_are_narrowed_by_team_as_deals_are(act: Any, ask: Any, people: Any) -> None:
    """Off-funnel orders of East stay out of a question that a filter narrows to North."""
    for who, amount in (("lin", 40), ("stranger", 7)):
        values = {"description": "Small", "amount": Decimal(amount), "currency": "CNY", "ordered_on": date(2026, 11, 2)}
        record_order(values=values, act=act(who))
    for team, amount in ((people.east, 40), (people.north, 7), (people.company, 47)):
        for key in ("pipeline.off_funnel", "sales.closed"):
            assert ask(key, "admin", period="2026-Q4", team=str(team.pk)).value == amount, (key, team)
