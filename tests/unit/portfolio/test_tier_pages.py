"""Tiers on pages and through the API: the panel, the chip, a tier set by hand, the settings."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account, update_account
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.portfolio.models import AccountStanding, TierOverride, TierRules
from keyaccount.apps.portfolio.services import tiers
from keyaccount.apps.workspace.models import Job
from tests.conftest import NOW, TODAY
from tests.unit.conftest import PART

DIALOG = {**PART, "HX-Target": "dialog"}
UNTIL = (TODAY + timedelta(days=90)).isoformat()


@pytest.fixture
def account(act: Any, make_deal: Any) -> Account:
    """Acme sold 900, Beta 300, Gamma nothing; all reviewed."""
    acme, beta, _gamma = (create_account(values={"name": name}, act=act("lin")) for name in ("Acme", "Beta", "Gamma"))
    for one, amount in ((acme, 900), (beta, 300)):
        deal = make_deal("Deal", amount, account=one)
        win_opportunity(opportunity_id=deal.pk, closed_on=TODAY - timedelta(days=5), act=act("admin"))
    tiers.review_of_day(now=NOW)
    return acme


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_account_shows_how_it_stands(account: Account, page_of: Any) -> None:
    kept = AccountStanding.objects.get(account=account)
    assert f'<span class="k">Tier</span><b>{kept.tier}</b>' in text_of(page_of("lin", f"/accounts/{account.pk}/"))
    text = text_of(page_of("lin", f"/accounts/{account.pk}/late"))
    assert "Each part" not in text
    assert "not known" in text  # potential: nobody has estimated what they buy
    assert "suggested: Growth (no revenue in the 12 months before the last, customer for 0.0 years)" in text


def test_what_would_lift_it(account: Account, page_of: Any) -> None:
    beta = Account.objects.get(name="Beta")
    text = text_of(page_of("lin", f"/accounts/{beta.pk}/late"))
    assert "points are missing to tier" in text
    assert "Contribution from 50.0 to" in text


def test_a_newer_account_says_that_it_waits(account: Account, act: Any, page_of: Any) -> None:
    new = create_account(values={"name": "New"}, act=act("lin"))
    assert "newer than the last review" in text_of(page_of("lin", f"/accounts/{new.pk}/late"))


def test_a_tier_is_set_in_the_dialog_and_taken_back(account: Account, send: Any, page_of: Any) -> None:
    url = f"/accounts/{account.pk}/tier"
    assert "Holds until" in text_of(page_of("lin", url, **DIALOG))
    refused = send("lin", url, {"tier": "C", "reason": "", "expires_on": UNTIL}, **DIALOG)
    assert (refused.status_code, TierOverride.objects.count()) == (422, 0)
    send("lin", url, {"tier": "C", "reason": "Plant closes", "expires_on": UNTIL}, **DIALOG)
    page = text_of(page_of("lin", f"/accounts/{account.pk}/"))
    assert "Plant closes" in page
    assert '<span class="k">Tier</span><b>C</b>' in page
    send("lin", f"{url}/end")
    assert TierOverride.objects.get().ended_at == NOW


def test_only_who_writes_sees_the_acts(account: Account, page_of: Any) -> None:
    act = f"/accounts/{account.pk}/tier"
    assert [act in text_of(page_of(who, f"/accounts/{account.pk}/late")) for who in ("lin", "wang", "finance")] == [
        True,
        False,
        False,
    ]


def test_level_and_lifecycle_are_said_in_a_form(account: Account, send: Any, page_of: Any) -> None:
    url = f"/accounts/{account.pk}/standing"
    values = {"version": account.version, "level": "3", "lifecycle": "growth", "next_plan": "2027-01"}
    assert send("lin", url, values).status_code in {204, 302}
    account.refresh_from_db()
    assert (account.level, account.lifecycle, account.next_plan.isoformat()) == (3, "growth", "2027-01-01")
    refused = send("lin", url, {**values, "version": account.version, "is_strategic": "on"})
    assert refused.status_code == 422
    assert "Say in a sentence why the account is strategic." in text_of(refused)
    text = text_of(page_of("lin", f"/accounts/{account.pk}/"))
    assert "<b>3</b>/10" in text
    assert "Jan 2027" in text


def test_the_rules_of_tiers(send: Any, page_of: Any, people: Any) -> None:
    values = {
        "contribution": "0.5",
        "potential": "0.3",
        "depth": "0.2",
        "a_from": 75,
        "b_from": 40,
        "key_account_from": "20,000",
    }
    refused = send("admin", "/settings/tiers/", {**values, "depth": "0.3"})
    assert refused.status_code == 422
    assert "The three weights sum to 1.1; they must sum to 1." in text_of(refused)
    send("admin", "/settings/tiers/", values)
    rules = TierRules.objects.get()
    assert (rules.contribution, rules.a_from, rules.key_account_from) == (Decimal("0.5"), 75, 20_000)
    assert Job.objects.filter(kind=tiers.KIND).count() == 1
    assert page_of("zhao", "/settings/tiers/").status_code == 403


def test_through_the_api(account: Account, people: Any, client: Client, at_nine: None) -> None:
    client.force_login(people.lin)
    url = f"/api/v1/accounts/{account.pk}"

    def call(method: str, path: str, body: Any = None) -> Any:
        given = json.dumps(body) if body is not None else ""
        return getattr(client, method)(path, given, content_type="application/json")

    shown = json.loads(client.get(url).content)
    kept = AccountStanding.objects.get(account=account)
    assert (shown["tier"], shown["tier_score"], shown["is_key_account"]) == ("B", str(kept.score), False)
    given = {"tier": "A", "reason": "Larger next year", "expires_on": UNTIL}
    assert call("put", f"{url}/tier", given).status_code == 200
    assert [item["name"] for item in json.loads(client.get("/api/v1/accounts?tier=A").content)["items"]] == ["Acme"]
    assert call("put", f"{url}/tier", {"tier": "B", "reason": "x", "expires_on": "2020-01-01"}).status_code == 422
    assert call("delete", f"{url}/tier").status_code == 204
    changed = call("patch", url, {"level": 2, "lifecycle": "maturity"})
    assert (json.loads(changed.content)["level"], json.loads(changed.content)["lifecycle"]) == (2, "maturity")
    for query, names in (("tier=A", []), ("level=2", ["Acme"]), ("key_account=true", [])):
        found = json.loads(client.get(f"/api/v1/accounts?{query}").content)
        assert [item["name"] for item in found["items"]] == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("tier=B", {"Acme"}),
        ("tier=none", set()),
        ("key=no", {"Acme", "Beta", "Gamma"}),
        ("key=yes", set()),
        ("level=2", {"Beta"}),
        ("lifecycle=growth", {"Beta"}),
        ("level=x", None),
    ],
)
def test_the_list_is_filtered_by_how_accounts_stand(
    account: Account, act: Any, page_of: Any, query: str, names: set[str] | None
) -> None:
    beta = Account.objects.get(name="Beta")
    update_account(account_id=beta.pk, values={"level": 2, "lifecycle": "growth"}, act=act("lin"))
    text = text_of(page_of("lin", f"/accounts/?{query}", **PART))
    if names is None:
        assert "a number from 1 to 10" in text
        return
    assert {name for name in ("Acme", "Beta", "Gamma") if f">{name}</a>" in text} == names
    totals = page_of("lin", f"/accounts/totals?{query}")
    assert totals.status_code == 200


def test_the_list_shows_tier_and_score(account: Account, page_of: Any) -> None:
    text = text_of(page_of("lin", "/accounts/?columns=tier,score,level", **PART))
    assert '<td data-col="tier">B</td>' in text
    assert f">{AccountStanding.objects.get(account=account).score}</button>" in text
