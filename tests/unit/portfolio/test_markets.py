"""Markets: shares of everyone, what they say, what a wanted share asks for; who may write them down."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.apps.portfolio.models import Market, MarketRule, MarketShare
from keyaccount.apps.portfolio.services.market_rules import add_rule, change_rule, mark_rule, raise_rule
from keyaccount.apps.portfolio.services.markets import Held, create_market, update_market
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.formulas.market import USUAL
from keyaccount.kernel.errors import Invalid, NotAllowed

PLAN = {
    "size": Decimal(100_000_000),
    "growth": Decimal("0.3"),
    "wanted_share": Decimal("0.3"),
    "key_part": Decimal("0.6"),
    "key_revenue_share": Decimal("0.52"),
}
BEIJING = [
    Held("Zhaopin", Decimal("0.30"), Decimal("0.30"), is_us=True),
    Held("ChinaHR", Decimal("0.39"), Decimal("0.43")),
    Held("51JOB", Decimal("0.30"), Decimal("0.27")),
]


@pytest.fixture
def beijing(act: Any) -> Market:
    return create_market(values={"name": "Beijing", "year": 2025, **PLAN}, shares=BEIJING, act=act("zhao"))


def test_our_share_with_everyone_s_and_what_is_left(beijing: Market, ask: Any) -> None:
    figure = ask("market.share", "lin")
    assert figure.value == Decimal("0.3")
    told = {row["supplier"]: (row["share"], row["key_share"]) for row in figure.rows.fetch(9)}
    assert told["Others"] == (Decimal("0.01"), 0)
    assert figure.rows.sum_of_rows == 1
    assert [note.code for note in figure.notes] == ["guidance"]
    assert str(figure.notes[0].text).startswith("An opening: ")


def test_what_key_accounts_must_bring(beijing: Market, ask: Any) -> None:
    figure = ask("market.plan", "lin")
    inputs = {item.symbol: item.value for item in figure.inputs}
    assert (figure.value, inputs["W"], inputs["T"]) == (23_400_000, 39_000_000, None)
    assert sum(row["amount"] for row in figure.rows.fetch(9)) == figure.rows.sum_of_rows == inputs["W"]


def test_a_past_day_knows_the_market_of_its_year(beijing: Market, act: Any, ask: Any) -> None:
    ours = Held("Zhaopin", Decimal("0.5"), None, is_us=True)
    create_market(values={"name": "Beijing", "year": 2026}, shares=[ours], act=act("zhao"))
    told = [ask("market.share", as_of=day).value for day in ("2024-12-31", "2025-12-31", "2026-11-19")]
    assert told == [None, Decimal("0.3"), Decimal("0.5")]
    assert ask("market.plan").value is None  # the newer one has no size yet


@pytest.mark.parametrize(
    ("shares", "word"),
    [
        ([*BEIJING, Held("Late", Decimal("0.02"), None)], "100%"),
        ([*BEIJING, Held("zhaopin", None, None)], "once"),
    ],
)
def test_shares_that_cannot_be_are_refused_whole(act: Any, shares: list[Held], word: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_market(values={"name": "Beijing", "year": 2025}, shares=shares, act=act("zhao"))
    assert word in refused.value.fields["shares"]
    assert not Market.objects.exists()


def test_is_written_by_who_sets_targets(beijing: Market, act: Any) -> None:
    with pytest.raises(NotAllowed):
        create_market(values={"name": "Shanghai", "year": 2025}, shares=[], act=act("lin"))
    with pytest.raises(NotAllowed):
        update_market(market_id=beijing.pk, values={"name": "Shanghai"}, shares=[], act=act("lin"))


def test_changed_shares_are_audited(beijing: Market, act: Any) -> None:
    update_market(market_id=beijing.pk, values={}, shares=BEIJING[:2], act=act("zhao"))
    assert MarketShare.objects.count() == 2
    assert AuditEntry.objects.filter(entity="portfolio.market", changes__has_key="shares").count() == 2


# ── What key accounts bring ──
@pytest.fixture
def sold(firm: Any, act: Any) -> None:
    """In Beijing 600 of 1,000 are a key account's; one sold elsewhere, one names no province."""
    firm("Key", 600, province="北京市", is_strategic=True, strategic_reason="Their board")
    firm("Rest", 400, province="Beijing")
    firm("Elsewhere", 3000, province="山东", is_strategic=True, strategic_reason="Their board")
    firm("Nowhere", 1000)


@pytest.fixture
def capital(act: Any) -> Market:
    values = {"name": "Beijing", "year": 2026, "provinces": ["BJ"], "key_revenue_share": Decimal("0.1")}
    return create_market(values=values, shares=BEIJING, act=act("zhao"))


def test_of_a_market_by_its_accounts_provinces(sold: None, capital: Market, ask: Any) -> None:
    figure = ask("market.key_share", "lin", market=str(capital.pk))
    assert (figure.value, figure.formula.worked) == (Decimal("0.6"), "600 ÷ 1,000 = 0.6")
    rows = [(row["account"], row["key"], row["revenue"]) for row in figure.rows.fetch(9)]
    assert rows == [("Key", 600, 600), ("Rest", None, 400)]
    assert sum(row[2] for row in rows) == figure.rows.sum_of_rows == 1000
    assert str(figure.rows.fetch(9)[0]["why"]) == "strategic"
    assert [note.code for note in figure.notes] == ["no_province"]  # lin sees every account here


def test_of_all_we_sold(sold: None, ask: Any) -> None:
    figure = ask("market.key_share", "lin")
    assert figure.value == Decimal(3600) / 5000
    assert figure.rows.sum_of_rows == sum(row["revenue"] for row in figure.rows.fetch(9)) == 5000
    assert ask("market.key_share", "stranger").value is None
    assert ask("market.key_share", "stranger").rows.outside() == 4


def test_a_market_without_provinces_says_so(sold: None, beijing: Market, ask: Any) -> None:
    figure = ask("market.key_share", "lin", market=str(beijing.pk))
    assert (figure.value, [note.code for note in figure.notes]) == (None, ["no_provinces"])


@pytest.mark.parametrize(("key", "options"), [("market.key_share", {}), ("accounts.key_accounts", {})])
def test_a_past_day_says_that_strategic_marks_are_of_today(sold: None, ask: Any, key: str, options: Any) -> None:
    said = [[note.code for note in ask(key, "admin", **options, **day).notes] for day in ({}, {"as_of": "2026-10-31"})]
    assert ["marked_now" in codes for codes in said] == [False, True]


def test_as_of_a_day_before_anything_was_sold_there(sold: None, capital: Market, ask: Any) -> None:
    assert ask("market.key_share", market=str(capital.pk), as_of="2026-11-01").value is None


def test_a_market_of_another_year_counts_what_was_sold_in_it(sold: None, act: Any, ask: Any) -> None:
    values = {"name": "Beijing", "year": 2025, "provinces": ["BJ"]}
    market = create_market(values=values, shares=[], act=act("zhao"))
    assert ask("market.key_share", market=str(market.pk)).value is None
    assert ask("market.key_share", market=str(market.pk), period="2026").value == Decimal("0.6")


def test_the_computed_share_goes_before_the_written_one(sold: None, capital: Market, ask: Any) -> None:
    """Beijing as Zhaopin sees it: 30 % of the market, six tenths of its revenue from key accounts."""
    figure = ask("market.share", "lin", market=str(capital.pk))
    told = {item.symbol: item.value for item in figure.inputs}
    assert (told["K"], told["k"], told["t"]) == (Decimal("0.3"), Decimal("0.6"), Decimal("0.1"))
    assert str(figure.notes[0].text).startswith("An opening: ")


def test_who_sees_a_part_of_a_market_gets_no_verdict_on_it(
    sold: None, capital: Market, firm: Any, act: Any, ask: Any
) -> None:
    firm("Hidden", 900, province="北京", who="stranger")
    assert ask("market.share", "admin", market=str(capital.pk)).notes[0].code == "no_rule"  # 600 of 1,900
    codes = [note.code for note in ask("market.key_share", "lin", market=str(capital.pk)).notes]
    assert codes == ["outside", "no_province"]
    assert ask("market.share", "lin", market=str(capital.pk)).notes[0].code == "no_rule"  # by the written tenth
    update_market(market_id=capital.pk, values={"key_revenue_share": None}, shares=BEIJING, act=act("zhao"))
    assert ask("market.share", "lin", market=str(capital.pk)).notes[0].code == "partly"


def test_shares_that_no_rule_speaks_of(beijing: Market, act: Any, ask: Any) -> None:
    held = [Held("Zhaopin", Decimal("0.29"), None, is_us=True)]
    update_market(market_id=beijing.pk, values={}, shares=held, act=act("zhao"))
    assert [note.code for note in ask("market.share").notes] == ["no_rule"]


# ── The workspace's rules ──
def test_a_new_workspace_has_the_field_s_rules(db: None) -> None:
    found = [rule.guidance for rule in MarketRule.objects.all()]
    assert [replace(one, code="") for one in found] == [replace(one, code="") for one in USUAL]


def test_a_changed_bound_holds_at_once_and_is_audited(beijing: Market, act: Any, ask: Any) -> None:
    opening = MarketRule.objects.get(name="An opening")
    change_rule(rule_id=opening.pk, values={"share_from": Decimal("0.3001")}, act=act("admin"))
    assert [note.code for note in ask("market.share").notes] == ["no_rule"]
    entry = AuditEntry.objects.get(entity="portfolio.marketrule", object_id=opening.pk)
    assert entry.changes == {"share_from": ["0.3000", "0.3001"]}


def test_the_first_that_fits_is_shown(beijing: Market, act: Any, ask: Any) -> None:
    late = {"name": "Wait", "text": "Too early.", "share_from": Decimal(0), "key_above": Decimal(0)}
    rule = add_rule(values=late, act=act("admin"))
    assert str(ask("market.share").notes[0].text).startswith("An opening")
    for _step in range(5):
        raise_rule(rule_id=rule.pk, act=act("admin"))
    assert str(ask("market.share").notes[0].text) == "Wait: Too early."
    mark_rule(rule_id=rule.pk, archived=True, act=act("admin"))
    assert str(ask("market.share").notes[0].text).startswith("An opening")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"share_from": Decimal("0.5"), "share_to": Decimal("0.4999")}, "or above"),
        ({"key_above": Decimal("0.4"), "key_to": Decimal("0.4")}, "must end above"),
        ({"share_from": Decimal("1.1")}, "less than or equal to 1"),
        ({"text": ""}, "cannot be blank"),
    ],
)
def test_bounds_that_cannot_be_are_refused(act: Any, values: dict[str, Any], said: str) -> None:
    given = {"name": "X", "text": "Says.", "share_from": Decimal(0), "key_above": Decimal(0), **values}
    with pytest.raises(Invalid) as refused:
        add_rule(values=given, act=act("admin"))
    assert said in refused.value.text(str) + "".join(refused.value.fields.values())
    assert MarketRule.objects.count() == 3


def test_rules_are_the_administrator_s(act: Any) -> None:
    for who in ("lin", "zhao", "auditor"):
        with pytest.raises(NotAllowed):
            change_rule(rule_id=MarketRule.objects.all()[0].pk, values={"text": "x"}, act=act(who))


def test_the_settings_page_takes_percent(send: Any, page_of: Any, db: None) -> None:
    rule = MarketRule.objects.get(name="An opening")
    values = {"name": "Opening", "share_from": "25", "share_to": "", "key_above": "50", "key_to": "", "text": "Go."}
    assert send("admin", f"/settings/markets/{rule.pk}/", values).status_code == 302
    rule.refresh_from_db()
    assert (rule.share_from, rule.share_to) == (Decimal("0.25"), None)
    text = page_of("admin", "/settings/markets/").content.decode()
    assert "25% – 100%" in text
    wrong = send("admin", f"/settings/markets/{rule.pk}/", {**values, "share_to": "20"})
    assert wrong.status_code == 422
    assert "or above" in wrong.content.decode()


def test_the_page_shows_both_shares_and_the_plan_beside_the_target(sold: None, act: Any, page_of: Any) -> None:
    values = {"name": "Beijing", "year": 2026, "provinces": ["BJ"], **PLAN}
    create_market(values=values, shares=BEIJING, act=act("zhao"))
    set_target(owner=None, year=2027, quarter=None, amount=Decimal(40_000_000), act=act("admin"))
    text = page_of("zhao", "/accounts/markets").content.decode()
    for said in ("60.00%", "¥39.0M", "¥23.4M", "¥15.6M", "¥40.0M", "An opening"):
        assert said in text, said


def test_the_form_names_provinces_in_words(people: Any, send: Any, page_of: Any) -> None:
    values = {"name": "North", "year": "2026", "provinces": "北京市、Tianjin"}
    assert send("zhao", "/accounts/markets/new", values).status_code == 302
    market = Market.objects.get()
    assert market.provinces == ["BJ", "TJ"]
    assert "Beijing, Tianjin" in page_of("zhao", f"/accounts/markets/{market.pk}/").content.decode()
    wrong = send("zhao", "/accounts/markets/new", {**values, "year": "2027", "provinces": "Atlantis"})
    assert "Atlantis” is no province" in wrong.content.decode()


def test_the_form_reads_percent_and_keeps_what_was_typed(people: Any, send: Any, page_of: Any) -> None:
    values = {"name": "Beijing", "year": "2025", "growth": "30", "shares": "Zhaopin, 30%, 30\nChinaHR，39"}
    assert send("zhao", "/accounts/markets/new", values).status_code == 302
    assert Market.objects.get().growth == Decimal("0.3")
    assert list(MarketShare.objects.values_list("supplier", "share", "is_us")) == [
        ("Zhaopin", Decimal("0.3"), True),
        ("ChinaHR", Decimal("0.39"), False),
    ]
    wrong = send("zhao", "/accounts/markets/new", {**values, "year": "2026", "shares": "Zhaopin, lots"})
    assert wrong.status_code == 422
    assert "Zhaopin, lots" in wrong.content.decode()
    text = page_of("lin", "/accounts/markets").content.decode()
    assert "ChinaHR" in text
    assert "New market" not in text
