"""White space of accounts: the five states, the figure, the click that makes the opportunity, and who may."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.accounts.services.rivals import create_rival
from keyaccount.apps.accounts.services.units import add_unit, archive_unit, rename_unit
from keyaccount.apps.pipeline.models import Opportunity, Product
from keyaccount.apps.pipeline.services.opportunities import Line, create_opportunity, set_lines, update_opportunity
from keyaccount.apps.pipeline.services.stages import lose_opportunity, win_opportunity
from keyaccount.apps.portfolio.models import SpaceEntry
from keyaccount.apps.portfolio.queries.white_space import CellSeen, Place, cells_of, units_by_account
from keyaccount.apps.portfolio.services.white_space import CellNotEmpty, fill_cell, judge_cell, set_rule
from keyaccount.apps.workspace.models import AuditEntry, ExchangeRate
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Question
from keyaccount.formulas.white_space import Cell, Space, white_space
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import TODAY
from tests.unit.conftest import PART


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def plant(acme: Account, act: Any) -> BusinessUnit:
    return add_unit(account_id=acme.pk, name="Plant", act=act("lin"))


@pytest.fixture
def lamp(act: Any) -> Product:
    moment = act("admin").now
    return Product.objects.create(name="Lamp", currency="CNY", created_at=moment, updated_at=moment)


@pytest.fixture
def seen(people: Any) -> Any:
    """seen(account, who="lin", day=…): its cells as that person sees them."""

    def cells(account: Account, who: str = "lin", day: date = TODAY) -> dict[Place, CellSeen]:
        question = Question(getattr(people, who), TODAY, day)
        return cells_of([account], units_by_account([account]), question, workspace())

    return cells


def deal_on(place: Place, act: Any, *, who: str = "lin", amount: int = 100, now: Any = None) -> Opportunity:
    actor = act(who) if now is None else act(who, now)
    values = {"name": "Deal", "account_id": place.account, "unit_id": place.unit or None, "opened_on": date(2024, 1, 2)}
    deal = create_opportunity(values={**values, "amount": Decimal(amount)}, act=actor)
    line = Line(Product.objects.get(pk=place.product), Decimal(1), Decimal(amount))
    return set_lines(opportunity_id=deal.pk, lines=[line], act=actor)


def say(place: Place, act: Any, who: str = "lin", **values: Any) -> SpaceEntry:
    return judge_cell(place=place, values={"state": "empty", "source": "Visit", **values}, act=act(who))


# ── States ──
def test_a_cell_that_nobody_judged_is_empty(acme: Account, plant: BusinessUnit, lamp: Product, seen: Any) -> None:
    place = Place(acme.pk, plant.pk, lamp.pk)
    assert {place: cell.state for place, cell in seen(acme).items()} == {place: Cell.EMPTY}


def test_without_units_the_account_is_one_row(acme: Account, lamp: Product, seen: Any) -> None:
    assert list(seen(acme)) == [Place(acme.pk, 0, lamp.pk)]


def test_open_then_in_use_then_empty_again(
    acme: Account, plant: BusinessUnit, lamp: Product, seen: Any, act: Any
) -> None:
    place = Place(acme.pk, plant.pk, lamp.pk)
    say(place, act, state="rival")
    deal = deal_on(place, act)
    assert (seen(acme)[place].state, seen(acme)[place].deals) == (Cell.OPEN, [deal.pk])
    win_opportunity(opportunity_id=deal.pk, closed_on=date(2026, 11, 1), act=act("lin"))
    assert seen(acme)[place].state is Cell.IN_USE
    set_rule(in_use_months=1, act=act("admin"))
    assert seen(acme)[place].state is Cell.IN_USE
    update = {"closed_on": date(2026, 10, 18)}
    Opportunity.objects.filter(pk=deal.pk).update(**update)
    deal.states.update(**update)
    assert seen(acme)[place].state is Cell.RIVAL


def test_the_last_day_of_use_still_counts(acme: Account, lamp: Product, seen: Any, act: Any) -> None:
    place = Place(acme.pk, 0, lamp.pk)
    deal = deal_on(place, act)
    win_opportunity(opportunity_id=deal.pk, closed_on=date(2024, 11, 19), act=act("lin"))
    assert seen(acme)[place].state is Cell.IN_USE
    deal.states.update(closed_on=date(2024, 11, 18))
    assert seen(acme)[place].state is Cell.EMPTY


def test_a_lost_deal_leaves_the_cell_empty(acme: Account, lamp: Product, seen: Any, act: Any) -> None:
    from keyaccount.apps.pipeline.models import CloseReason

    place = Place(acme.pk, 0, lamp.pk)
    deal = deal_on(place, act)
    lose_opportunity(opportunity_id=deal.pk, reason=CloseReason.objects.filter(outcome="lost")[0], act=act("lin"))
    assert seen(acme)[place].state is Cell.EMPTY


def test_what_was_said_is_dated_and_kept(acme: Account, lamp: Product, seen: Any, act: Any) -> None:
    place = Place(acme.pk, 0, lamp.pk)
    say(place, act, amount=Decimal(300), on=date(2026, 5, 1))
    say(place, act, state="unfit", on=date(2026, 9, 1))
    assert seen(acme)[place].state is Cell.UNFIT
    then = seen(acme, day=date(2026, 8, 31))[place]
    assert (then.state, then.amount) == (Cell.EMPTY, 300)
    assert SpaceEntry.objects.count() == 2


def test_an_amount_belongs_to_an_empty_cell(acme: Account, lamp: Product, act: Any) -> None:
    rival = create_rival(values={"name": "Bolt"}, act=act("lin"))
    entry = say(Place(acme.pk, 0, lamp.pk), act, state="rival", amount=Decimal(5), rival=rival)
    assert (entry.amount, entry.rival) == (None, rival)
    assert say(Place(acme.pk, 0, lamp.pk), act, amount=Decimal(5), rival=rival).rival is None


@pytest.mark.parametrize(
    "values", [{"amount": Decimal(-1)}, {"on": TODAY + timedelta(days=1)}, {"currency": "XXX"}, {"state": "sold"}]
)
def test_refused(acme: Account, lamp: Product, act: Any, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        say(Place(acme.pk, 0, lamp.pk), act, **values)
    assert not SpaceEntry.objects.exists()


# ── The figure ──
def test_the_figure_and_its_rows(acme: Account, plant: BusinessUnit, lamp: Product, act: Any, ask: Any) -> None:
    ExchangeRate.objects.create(currency_id="USD", day=date(2026, 1, 1), rate=Decimal(7))
    say(Place(acme.pk, plant.pk, lamp.pk), act, amount=Decimal(100))
    say(Place(acme.pk, 0, lamp.pk), act, amount=Decimal(10), currency="USD")
    figure = ask("accounts.white_space", "lin", scope="account:Acme")
    rows = figure.rows.fetch(10)
    assert figure.value == 170
    assert sum(row["amount"] for row in rows) == figure.rows.sum_of_rows == 170
    assert [(row["unit"], row["person"]) for row in rows] == [("Plant", "Lin Ruoxi"), ("", "Lin Ruoxi")]


@pytest.mark.parametrize(
    ("who", "scope", "value"),
    [
        ("lin", "company", 100),
        ("wang", "user:lin", 100),
        ("wang", "user:wang", None),
        ("zhao", "team:East", 100),
        ("zhao", "team:North", None),
        ("finance", "company", 100),
        ("stranger", "company", None),
    ],
)
def test_each_reader_s_own(
    acme: Account, lamp: Product, act: Any, ask: Any, who: str, scope: str, value: int | None
) -> None:
    say(Place(acme.pk, 0, lamp.pk), act, amount=Decimal(100))
    assert ask("accounts.white_space", who, scope=scope).value == value


def test_a_currency_without_a_rate_is_told(acme: Account, lamp: Product, act: Any, ask: Any) -> None:
    say(Place(acme.pk, 0, lamp.pk), act, amount=Decimal(100), currency="USD")
    figure = ask("accounts.white_space", "lin")
    assert figure.value is None
    assert [(note.code, note.count) for note in figure.notes] == [("estimated_only", None), ("no_rate", 1)]


def test_sql_agrees_with_the_formula(act: Any, ask: Any, seen: Any) -> None:
    some, moment = random.Random(11), act("admin").now
    products = [
        Product.objects.create(name=f"P{number}", currency="CNY", created_at=moment, updated_at=moment)
        for number in range(4)
    ]
    accounts = [create_account(values={"name": f"Account {number}"}, act=act("lin")) for number in range(4)]
    units = {
        account: [0, *(add_unit(account_id=account.pk, name=name, act=act("lin")).pk for name in "AB")]
        for account in accounts
    }
    for _number in range(80):
        account = some.choice(accounts)
        place = Place(account.pk, some.choice(units[account]), some.choice(products).pk)
        chosen = some.random()
        if chosen < 0.7:
            amount = some.choice([None, Decimal(some.randrange(10_000)).scaleb(-2)])
            say(place, act, state=some.choice(["empty", "empty", "rival", "unfit"]), amount=amount)
        else:
            deal = deal_on(place, act)
            if chosen > 0.85:
                closed = TODAY - timedelta(days=some.choice([10, 900]))
                win_opportunity(opportunity_id=deal.pk, closed_on=closed, act=act("lin"))
    for account in accounts:
        cells = [Space(cell.state, cell.amount) for cell in seen(account).values()]
        found = ask("accounts.white_space", "lin", scope=f"account:{account.name}")
        assert found.value == white_space(cells).amount


# ── The click ──
def test_a_click_makes_the_opportunity(
    acme: Account, plant: BusinessUnit, lamp: Product, act: Any, send: Any, seen: Any
) -> None:
    place = Place(acme.pk, plant.pk, lamp.pk)
    say(place, act, amount=Decimal(300_000))
    answer = send("lin", reverse("portfolio:fill", args=place))
    deal = Opportunity.objects.get()
    assert answer["Location"] == reverse("pipeline:opportunity", args=[deal.pk])
    assert (deal.account, deal.unit, deal.amount, deal.currency) == (acme, plant, 300_000, "CNY")
    assert [(line.product, line.amount) for line in deal.lines.all()] == [(lamp, 300_000)]
    assert seen(acme)[place].state is Cell.OPEN


def test_without_an_estimate_the_list_price_counts_and_else_nothing(acme: Account, lamp: Product, act: Any) -> None:
    assert fill_cell(place=Place(acme.pk, 0, lamp.pk), act=act("lin")).pk
    assert Opportunity.objects.get().amount is None
    Opportunity.objects.all().update(archived_at=act("lin").now)
    moment = act("admin").now
    priced = Product.objects.create(
        name="Desk", list_price=Decimal(900), currency="CNY", created_at=moment, updated_at=moment
    )
    assert fill_cell(place=Place(acme.pk, 0, priced.pk), act=act("lin")).pk
    assert Opportunity.objects.get(archived_at=None).amount == 900


def test_a_second_click_makes_no_second_deal(acme: Account, lamp: Product, act: Any) -> None:
    place = Place(acme.pk, 0, lamp.pk)
    fill_cell(place=place, act=act("lin"))
    with pytest.raises(CellNotEmpty):
        fill_cell(place=place, act=act("lin"))
    assert Opportunity.objects.count() == 1


@pytest.mark.parametrize(("who", "refusal"), [("finance", NotAllowed), ("stranger", NotFound)])
def test_only_who_sells(acme: Account, lamp: Product, act: Any, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        fill_cell(place=Place(acme.pk, 0, lamp.pk), act=act(who))


def test_a_cell_of_another_account_s_unit_is_none(acme: Account, plant: BusinessUnit, lamp: Product, act: Any) -> None:
    beta = create_account(values={"name": "Beta"}, act=act("lin"))
    with pytest.raises(NotFound):
        fill_cell(place=Place(beta.pk, plant.pk, lamp.pk), act=act("lin"))


# ── Units ──
def test_a_deal_s_unit_is_of_its_account(acme: Account, plant: BusinessUnit, make_deal: Any, act: Any) -> None:
    beta = create_account(values={"name": "Beta"}, act=act("lin"))
    deal = make_deal("Deal", account=acme, unit=plant)
    with pytest.raises(Invalid):
        update_opportunity(opportunity_id=deal.pk, values={"account": beta}, act=act("lin"))
    update_opportunity(opportunity_id=deal.pk, values={"account": beta, "unit": None}, act=act("lin"))


def test_units_are_named_once_and_kept_when_archived(acme: Account, plant: BusinessUnit, act: Any) -> None:
    with pytest.raises(Invalid):
        add_unit(account_id=acme.pk, name="Plant", act=act("lin"))
    assert rename_unit(unit_id=plant.pk, name="Works", act=act("lin")).name == "Works"
    assert archive_unit(unit_id=plant.pk, act=act("lin")).archived_at is not None
    with pytest.raises(NotAllowed):
        rename_unit(unit_id=plant.pk, name="Mine", act=act("wang"))


# ── Pages ──
def test_only_the_account_team_reads_which_rival(
    acme: Account, lamp: Product, people: Any, act: Any, page_of: Any
) -> None:
    rival = create_rival(values={"name": "Bolt"}, act=act("lin"))
    say(Place(acme.pk, 0, lamp.pk), act, state="rival", rival=rival)
    url = reverse("portfolio:white_space", args=[acme.pk])
    add_member(account_id=acme.pk, user=people.wang, act=act("lin"))
    told = {who: "Bolt" in page_of(who, url).content.decode() for who in ("lin", "wang", "zhao", "admin", "auditor")}
    assert told == {"lin": True, "wang": True, "zhao": False, "admin": False, "auditor": False}
    assert "Bolt" not in str(list(AuditEntry.objects.filter(entity="portfolio.spaceentry").values("changes", "label")))


def test_the_dialog_keeps_what_was_typed(acme: Account, lamp: Product, send: Any) -> None:
    url = reverse("portfolio:cell", args=[acme.pk, 0, lamp.pk])
    answer = send("lin", url, {"state": "empty", "amount": "-5", "currency": "CNY", "on": "2026-11-18"}, **PART)
    assert answer.status_code == 422
    assert 'value="-5"' in answer.content.decode()
    good = {"state": "empty", "amount": "12,000", "currency": "CNY", "source": "Visit", "on": "2026-11-18"}
    assert send("lin", url, good, **PART).status_code == 204
    assert SpaceEntry.objects.get().amount == 12_000


def test_the_overview_adds_up_over_units(
    acme: Account, plant: BusinessUnit, lamp: Product, act: Any, page_of: Any, django_assert_max_num_queries: Any
) -> None:
    office = add_unit(account_id=acme.pk, name="Office", act=act("lin"))
    for unit in (plant, office):
        say(Place(acme.pk, unit.pk, lamp.pk), act, amount=Decimal(100_000))
    for number in range(8):
        create_account(values={"name": f"More {number}"}, act=act("lin"))
    page_of("lin", "/white-space/")
    with django_assert_max_num_queries(22):
        text = page_of("lin", "/white-space/").content.decode()
    assert "200K" in text
