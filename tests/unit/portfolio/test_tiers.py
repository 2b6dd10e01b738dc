"""Tiers over records: parts, score, override, events and the rules; the same for every reader."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import archive_account, create_account, update_account
from keyaccount.apps.accounts.services.units import add_unit
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.pipeline.services.opportunities import Line, set_lines
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.portfolio.models import AccountStanding, TierEvent, TierOverride, TierRules
from keyaccount.apps.portfolio.queries.standings import Standing, standings
from keyaccount.apps.portfolio.queries.white_space import Place
from keyaccount.apps.portfolio.services import tiers
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.apps.portfolio.services.white_space import judge_cell
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry, Job
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.apps.workspace.services import jobs
from keyaccount.figures import memo
from keyaccount.formulas.tiers import Bonds, Part, Tier
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW, TODAY

D = Decimal


@pytest.fixture
def accounts(act: Any, make_deal: Any) -> dict[str, Account]:
    """Best sold 900 and 800 (one more than a year ago), Middle 500, Least 100; None bought nothing."""
    names = ("Best", "Middle", "Least", "None")
    found = {name: create_account(values={"name": name}, act=act("lin")) for name in names}
    sales = (("Best", 900, 10), ("Best", 800, 800), ("Middle", 500, 20), ("Least", 100, 30))
    for name, amount, ago in sales:
        day = TODAY - timedelta(days=ago)
        deal = make_deal(f"{name} {ago}", amount, account=found[name], opened_on=day - timedelta(days=30))
        win_opportunity(opportunity_id=deal.pk, closed_on=day, act=act("admin"))
    return found


def review(now: datetime = NOW) -> dict[str, int]:
    job = jobs.enqueue(kind=tiers.KIND, title="Review", payload={}, act=Act(system_user(), now), runner="test")
    result: dict[str, int] = jobs.run_now(job, runner="test", clock=lambda: now).result
    return result


def standing_of(account: Account, as_of: date = TODAY) -> Standing:
    return standings(TODAY, as_of)[account.pk]


# ── Parts and score ──
def test_contribution_is_the_rank_of_12_month_revenue(accounts: dict[str, Account]) -> None:
    found = {name: standing_of(account).parts[Part.CONTRIBUTION] for name, account in accounts.items()}
    assert found == {"Best": 100, "Middle": D(200) / 3, "Least": D(100) / 3, "None": 0}


def test_as_of_a_past_day(accounts: dict[str, Account]) -> None:
    """15 days ago neither Best nor anyone but Middle and Least had closed anything in 12 months."""
    found = {name: standing_of(account, TODAY - timedelta(days=15)).revenue for name, account in accounts.items()}
    assert found == {"Best": 0, "Middle": 0, "Least": 0, "None": 0}


def test_potential_is_unknown_without_an_estimate(accounts: dict[str, Account], act: Any) -> None:
    assert standing_of(accounts["Best"]).parts[Part.POTENTIAL] is None
    for name, amount in (("Best", 5000), ("Middle", 9000)):
        add_estimate(account_id=accounts[name].pk, values={"amount": D(amount), "source": "Talk"}, act=act("lin"))
    found = {name: standing_of(account).parts[Part.POTENTIAL] for name, account in accounts.items()}
    assert found == {"Best": 0, "Middle": 100, "Least": None, "None": None}


def test_depth_counts_products_roles_and_years(accounts: dict[str, Account], act: Any, make_deal: Any) -> None:
    best = accounts["Best"]
    assert standing_of(best).bonds == Bonds(None, None, None, 7, D(800) / 365)
    lamp, lens = (
        Product.objects.create(name=name, currency="CNY", created_at=NOW, updated_at=NOW) for name in ("Lamp", "Lens")
    )
    assert standing_of(best).bonds.products_in_use is None  # bought, but no deal names a product
    assert standing_of(accounts["None"]).bonds.products_in_use == 0
    deal = make_deal("With products", 10, account=best)
    set_lines(opportunity_id=deal.pk, lines=[Line(lamp, D(1), D(5)), Line(lamp, D(2), D(1))], act=act("lin"))
    win_opportunity(opportunity_id=deal.pk, closed_on=TODAY, act=act("admin"))
    open_deal = make_deal("Not won", 10, account=best)
    set_lines(opportunity_id=open_deal.pk, lines=[Line(lens, D(1), D(5))], act=act("lin"))
    for name, roles in (("Wu", ["influencer_a", "influencer_b"]), ("Ye", ["decision_maker"]), ("Xu", ["liaison"])):
        create_contact(values={"name": name, "account": best}, roles=roles, act=act("lin"))
    left = {"name": "Gone", "account": best, "left_on": TODAY - timedelta(days=1)}
    create_contact(values=left, roles=["approver"], act=act("lin"))
    found = standing_of(best)
    assert found.bonds == Bonds(1, 2, 2, 7, D(800) / 365)
    assert found.parts[Part.DEPTH] == D(100) * (D("0.5") + D(2) / 7 + D(800) / 1825) / 3


def test_the_figure_explains_the_score(accounts: dict[str, Account], ask: Any) -> None:
    """Best: (0.4 × 100 + 0.25 × depth) ÷ 0.65, where depth is its 800 days of custom alone: 43.8."""
    figure = ask("accounts.tier_score", "lin", scope="account:Best")
    assert figure.value == standing_of(accounts["Best"]).score.value == D("78.4")
    inputs = {item.symbol: item.value for item in figure.inputs}
    assert (inputs["c"], inputs["p"], inputs["K"], inputs["r"]) == (100, None, D("0.65"), 900)
    assert sum(row["points"] or 0 for row in figure.rows.fetch(9)) == figure.rows.sum_of_rows == inputs["P"]
    assert [note.code for note in figure.notes] == ["unknown_potential", "range"]


def test_of_more_than_one_account_there_is_no_score(accounts: dict[str, Account], ask: Any) -> None:
    figure = ask("accounts.tier_score", "lin")
    assert (figure.value, figure.notes[0].code) == (None, "of_one_account")


@pytest.mark.parametrize("who", ["lin", "wang", "zhao", "finance", "auditor", "admin"])
def test_is_the_same_for_every_reader(accounts: dict[str, Account], ask: Any, who: str) -> None:
    assert ask("accounts.tier_score", who, scope="account:Best").value == D("78.4")


def test_nobody_asks_of_what_they_do_not_see(accounts: dict[str, Account], ask: Any) -> None:
    with pytest.raises(NotFound):
        ask("accounts.tier_score", "stranger", scope="account:Best")


def test_accounts_by_tier(accounts: dict[str, Account], ask: Any) -> None:
    figure = ask("accounts.tiers", "lin")
    counts = {row["tier"]: (row["count"], row["revenue"]) for row in figure.value}
    assert sum(count for count, _revenue in counts.values()) == figure.rows.total() == 4
    assert counts[Tier.A] == (1, 900)
    assert sum(row["revenue"] for row in figure.rows.fetch(10)) == figure.rows.sum_of_rows == 1500
    hidden = ask("accounts.tiers", "stranger")
    assert (hidden.rows.total(), hidden.rows.outside()) == (0, 4)


def test_key_accounts_say_why(accounts: dict[str, Account], ask: Any, act: Any) -> None:
    TierRules.objects.update(key_account_from=D(500))
    values = {"is_strategic": True, "strategic_reason": "Opens the bank market"}
    update_account(account_id=accounts["None"].pk, values=values, act=act("lin"))
    figure = ask("accounts.key_accounts", "lin")
    assert figure.value == figure.rows.total() == 3
    assert [(row["account"], row["why"]) for row in figure.rows.fetch(9)] == [
        ("Best", "revenue of 12 months at or above the threshold"),
        ("Middle", "revenue of 12 months at or above the threshold"),
        ("None", "strategic: Opens the bank market"),
    ]
    assert (ask("accounts.key_accounts", "stranger").value, ask("accounts.key_accounts", "admin").value) == (0, 3)


def test_an_archived_account_is_not_compared(accounts: dict[str, Account], act: Any, ask: Any) -> None:
    archive_account(account_id=accounts["Best"].pk, act=act("lin"))
    assert standing_of(accounts["Middle"]).parts[Part.CONTRIBUTION] == 100
    assert ask("accounts.tier_score", "lin", scope="account:Best").notes[0].code == "archived"


def test_asks_as_much_of_many_as_of_few(accounts: dict[str, Account], act: Any, make_deal: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries, memo.remembering():
            standings(TODAY, TODAY)
        return len(queries)

    few = asked()
    for number in range(30):
        more = create_account(values={"name": f"More {number}"}, act=act("lin"))
        make_deal("Deal", number + 1, account=more)
    assert asked() == few <= 17


# ── Review ──
def test_a_review_keeps_where_everyone_stands(accounts: dict[str, Account]) -> None:
    assert review() == {"accounts": 4, "changed": 4}
    best = AccountStanding.objects.get(account=accounts["Best"])
    assert (best.tier, best.score, best.on, best.potential, best.revenue) == ("A", D("78.4"), TODAY, None, 900)
    event = TierEvent.objects.get(account=accounts["Best"])
    assert (event.from_tier, event.to_tier, event.score, event.on) == ("", "A", D("78.4"), TODAY)


def test_a_second_review_of_the_day_changes_nothing(accounts: dict[str, Account]) -> None:
    review()
    before = list(AccountStanding.objects.order_by("pk").values())
    assert review() == {"accounts": 4, "changed": 0}
    assert list(AccountStanding.objects.order_by("pk").values()) == before
    assert TierEvent.objects.count() == 4


def test_a_change_of_tier_is_an_event(accounts: dict[str, Account], make_deal: Any, act: Any) -> None:
    review()
    deal = make_deal("Large", 5000, account=accounts["None"])
    win_opportunity(opportunity_id=deal.pk, closed_on=TODAY, act=act("admin"))
    assert review(NOW + timedelta(hours=6))["changed"] >= 1
    last = TierEvent.objects.filter(account=accounts["None"]).first()
    assert (last.from_tier, last.to_tier) == ("C", "B")


def test_archived_accounts_drop_out_of_the_review(accounts: dict[str, Account], act: Any) -> None:
    review()
    archive_account(account_id=accounts["None"].pk, act=act("lin"))
    review()
    assert not AccountStanding.objects.filter(account=accounts["None"]).exists()


# ── Override ──
UNTIL = TODAY + timedelta(days=90)


def override(account: Account, who: Any, **given: Any) -> TierOverride:
    values = {"tier": "A", "reason": "New plant next year", "expires_on": UNTIL, **given}
    return tiers.set_tier(account_id=account.pk, act=who, **values)


def test_an_override_holds_until_its_day(accounts: dict[str, Account], act: Any) -> None:
    review()
    least = accounts["Least"]
    override(least, act("lin"))
    assert AccountStanding.objects.get(account=least).tier == "A"
    found = standings(UNTIL, UNTIL)[least.pk]
    assert (found.tier, found.computed) == (Tier.A, standing_of(least).computed)
    assert standings(UNTIL, UNTIL + timedelta(days=1))[least.pk].override is None
    assert standing_of(least, TODAY - timedelta(days=1)).override is None  # not set yet then


def test_the_review_after_its_day_goes_back_to_the_computed_tier(accounts: dict[str, Account], act: Any) -> None:
    override(accounts["Least"], act("lin"), expires_on=TODAY + timedelta(days=1))
    review()
    assert AccountStanding.objects.get(account=accounts["Least"]).tier == "A"
    review(NOW + timedelta(days=2))
    kept = AccountStanding.objects.get(account=accounts["Least"])
    assert kept.tier == kept.computed


def test_a_second_override_ends_the_first_and_ending_goes_back(accounts: dict[str, Account], act: Any) -> None:
    review()
    least = accounts["Least"]
    override(least, act("lin"))
    override(least, act("zhao"), tier="B")
    assert [(one.tier, one.ended_at) for one in TierOverride.objects.order_by("pk")] == [("A", NOW), ("B", None)]
    tiers.end_override(account_id=least.pk, act=act("lin", NOW + timedelta(minutes=1)))
    kept = AccountStanding.objects.get(account=least)
    assert kept.tier == kept.computed
    told = AuditEntry.objects.filter(object_id=least.pk, entity="accounts.account").order_by("id")
    changes = [entry.changes["tier_override"] for entry in told if "tier_override" in entry.changes]
    assert [(before is None, after is None) for before, after in changes] == [
        (True, False),
        (False, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tier", "D"),
        ("reason", "  "),
        ("reason", "x" * 301),
        ("expires_on", TODAY),
        ("expires_on", TODAY + timedelta(days=367)),
    ],
)
def test_an_override_says_why_and_until_when(accounts: dict[str, Account], act: Any, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        override(accounts["Least"], act("lin"), **{field: value})
    assert set(refused.value.fields) == {field}
    assert not TierOverride.objects.exists()


@pytest.mark.parametrize(
    ("who", "fact"), [("wang", NotAllowed), ("finance", NotAllowed), ("auditor", NotAllowed), ("stranger", NotFound)]
)
def test_who_may_override(accounts: dict[str, Account], act: Any, who: str, fact: type[Exception]) -> None:
    with pytest.raises(fact):
        override(accounts["Least"], act(who))
    with pytest.raises(fact):
        tiers.end_override(account_id=accounts["Least"].pk, act=act(who))


# ── Rules ──
def test_rules_are_changed_by_administrators_and_ask_for_a_review(act: Any) -> None:
    rules = tiers.change_rules(values={"contribution": D("0.5"), "depth": D("0.15")}, act=act("admin"))
    assert (rules.contribution, rules.potential, rules.depth, rules.version) == (D("0.5"), D("0.35"), D("0.15"), 2)
    assert Job.objects.filter(kind=tiers.KIND).count() == 1
    with pytest.raises(NotAllowed):
        tiers.change_rules(values={"a_from": 80}, act=act("zhao"))


@pytest.mark.parametrize(
    ("values", "field"),
    [({"depth": D("0.26")}, "depth"), ({"a_from": 40}, "a_from"), ({"key_account_from": D(-1)}, "key_account_from")],
)
def test_rules_that_make_no_sense_are_refused(act: Any, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        tiers.change_rules(values=values, act=act("admin"))
    assert set(refused.value.fields) == {field}
    assert TierRules.objects.get().version == 1


# ── What a person says ──
@pytest.mark.parametrize("level", [0, 11])
def test_the_level_is_a_number_from_1_to_10(accounts: dict[str, Account], act: Any, level: int) -> None:
    with pytest.raises(Invalid) as refused:
        update_account(account_id=accounts["Best"].pk, values={"level": level}, act=act("lin"))
    assert set(refused.value.fields) == {"level"}
    for right in (1, 10):
        assert update_account(account_id=accounts["Best"].pk, values={"level": right}, act=act("lin")).level == right


def test_strategic_needs_a_reason(accounts: dict[str, Account], act: Any) -> None:
    with pytest.raises(Invalid) as refused:
        update_account(account_id=accounts["Best"].pk, values={"is_strategic": True}, act=act("lin"))
    assert set(refused.value.fields) == {"strategic_reason"}


# ── Products that do not fit ──
def test_what_the_white_space_says_does_not_fit_is_left_out(
    accounts: dict[str, Account], act: Any, make_deal: Any
) -> None:
    best = accounts["Best"]
    lamp, lens, cord = (
        Product.objects.create(name=name, currency="CNY", created_at=NOW, updated_at=NOW)
        for name in ("Lamp", "Lens", "Cord")
    )
    deal = make_deal("With products", 10, account=best)
    set_lines(opportunity_id=deal.pk, lines=[Line(lamp, D(1), D(5))], act=act("lin"))
    win_opportunity(opportunity_id=deal.pk, closed_on=TODAY, act=act("admin"))
    for product in (lamp, lens):  # what is bought fits, whatever is said
        judge_cell(place=Place(best.pk, 0, product.pk), values={"state": "unfit"}, act=act("lin"))
    bonds = standing_of(best).bonds
    assert (bonds.products_in_use, bonds.products_that_fit, bonds.products_unfit) == (1, 2, 1)
    assert standing_of(accounts["Middle"]).bonds.products_that_fit == 3
    units = [add_unit(account_id=best.pk, name=name, act=act("lin")) for name in ("North", "South")]
    judge_cell(place=Place(best.pk, units[0].pk, cord.pk), values={"state": "unfit"}, act=act("lin"))
    assert standing_of(best).bonds.products_that_fit == 2  # it may fit the other unit
    judge_cell(place=Place(best.pk, units[1].pk, cord.pk), values={"state": "unfit"}, act=act("lin"))
    assert standing_of(best).bonds.products_that_fit == 1
