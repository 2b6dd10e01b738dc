"""Signals: who reads them, what they point to, what came of each, and the heat of industries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from keyaccount.apps.accounts.models import Account, Signal, SignalRule
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.accounts.services.signals import dismiss_signal, record_signal, take_up_again
from keyaccount.apps.pipeline.models import CloseReason, Opportunity, Product
from keyaccount.apps.pipeline.services.opportunities import archive_opportunity
from keyaccount.apps.pipeline.services.stages import lose_opportunity, win_opportunity
from keyaccount.apps.portfolio.queries.signals import CameOf, followed, fresh_signals, signals_seen
from keyaccount.apps.portfolio.services.following import (
    SignalSettled,
    SignalWithoutAccount,
    follow_signal,
    point_rule,
)
from keyaccount.apps.portfolio.tables.heat import course_of, months_until
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.kernel.period import Period
from tests.conftest import TODAY
from tests.unit.conftest import PART


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme", "industry": "Steel"}, act=act("lin"))


@pytest.fixture
def hiring(db: None) -> SignalRule:
    return SignalRule.objects.get(name="Hiring")


@pytest.fixture
def rpo(hiring: SignalRule, act: Any) -> Product:
    moment = act("admin").now
    product = Product.objects.create(name="RPO", list_price=300, currency="CNY", created_at=moment, updated_at=moment)
    point_rule(rule_id=hiring.pk, products=[product], act=act("admin"))
    return product


@pytest.fixture
def signal(acme: Account, hiring: SignalRule, act: Any) -> Signal:
    return record_signal(values={"account": acme, "rule": hiring, "text": "They hire 900", "kind": ""}, act=act("lin"))


def outcome_of(signal: Signal, user: Any) -> CameOf:
    [found] = followed(Signal.objects.filter(pk=signal.pk), user)
    return found.outcome


def test_a_new_workspace_has_the_rules_of_the_field(db: None) -> None:
    assert list(SignalRule.objects.values_list("name", flat=True)) == [
        "Strategic shift",
        "Hiring",
        "Selection",
        "Performance",
        "Reward",
        "Labour relations",
    ]


def test_the_kind_follows_the_change(signal: Signal) -> None:
    assert signal.kind == "people"


@pytest.mark.parametrize(
    "values", [{"text": ""}, {"on": TODAY + timedelta(days=1)}, {"account": None}, {"link": "javascript:alert(1)"}]
)
def test_refused(acme: Account, act: Any, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        record_signal(values={"account": acme, "kind": "people", "text": "x", **values}, act=act("lin"))
    assert not Signal.objects.exists()


@pytest.mark.parametrize(("who", "refusal"), [("wang", NotAllowed), ("finance", NotAllowed), ("stranger", NotFound)])
def test_only_who_may_write_the_account(acme: Account, act: Any, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        record_signal(values={"account": acme, "kind": "people", "text": "x"}, act=act(who))


def test_of_an_account_for_those_who_see_it_of_an_industry_for_all(signal: Signal, people: Any, act: Any) -> None:
    record_signal(values={"industry": "Steel", "kind": "people", "text": "All hire"}, act=act("lin"))
    counted = {who: signals_seen(getattr(people, who)).count() for who in ("lin", "wang", "auditor", "stranger")}
    assert counted == {"lin": 2, "wang": 2, "auditor": 2, "stranger": 1}


# ── What came of it ──
def test_one_press_makes_the_opportunity(signal: Signal, acme: Account, rpo: Product, people: Any, send: Any) -> None:
    answer = send("lin", reverse("portfolio:follow", args=[signal.pk]), {"product": str(rpo.pk)})
    deal = Opportunity.objects.get()
    assert answer["Location"] == reverse("pipeline:opportunity", args=[deal.pk])
    assert (deal.account, deal.name, deal.amount, deal.needs) == (acme, "RPO", 300, "They hire 900")
    assert outcome_of(signal, people.lin) is CameOf.MADE


def test_won_lost_and_archived_are_told(signal: Signal, rpo: Product, people: Any, act: Any) -> None:
    deal = follow_signal(signal_id=signal.pk, product_id=rpo.pk, act=act("lin"))
    with pytest.raises(SignalSettled):
        follow_signal(signal_id=signal.pk, act=act("lin"))
    archive_opportunity(opportunity_id=deal.pk, act=act("lin"))
    assert outcome_of(signal, people.lin) is CameOf.OPEN
    again = follow_signal(signal_id=signal.pk, act=act("lin"))
    assert again.name == "Recruitment service and interview training"
    lose_opportunity(opportunity_id=again.pk, reason=CloseReason.objects.filter(outcome="lost")[0], act=act("lin"))
    assert outcome_of(signal, people.lin) is CameOf.LOST


def test_a_won_deal(signal: Signal, people: Any, act: Any) -> None:
    win_opportunity(opportunity_id=follow_signal(signal_id=signal.pk, act=act("lin")).pk, act=act("lin"))
    assert outcome_of(signal, people.lin) is CameOf.WON


def test_dismissed_with_a_reason_and_taken_up_again(signal: Signal, people: Any, act: Any) -> None:
    with pytest.raises(Invalid):
        dismiss_signal(signal_id=signal.pk, reason=" ", act=act("lin"))
    dismiss_signal(signal_id=signal.pk, reason="Their group hires for them", act=act("lin"))
    assert outcome_of(signal, people.lin) is CameOf.DISMISSED
    with pytest.raises(SignalSettled):
        follow_signal(signal_id=signal.pk, act=act("lin"))
    take_up_again(signal_id=signal.pk, act=act("lin"))
    assert outcome_of(signal, people.lin) is CameOf.OPEN


def test_an_industry_makes_no_opportunity(act: Any) -> None:
    signal = record_signal(values={"industry": "Steel", "kind": "people", "text": "All hire"}, act=act("lin"))
    with pytest.raises(SignalWithoutAccount):
        follow_signal(signal_id=signal.pk, act=act("lin"))


def test_today_shows_fresh_ones_of_own_accounts(signal: Signal, people: Any, act: Any, page_of: Any) -> None:
    assert [one.signal for one in fresh_signals(people.lin, TODAY)] == [signal]
    assert fresh_signals(people.zhao, TODAY) == []
    assert fresh_signals(people.lin, TODAY + timedelta(days=14)) == []
    dismiss_signal(signal_id=signal.pk, reason="No", act=act("lin"))
    assert fresh_signals(people.lin, TODAY) == []


# ── Industry heat ──
def test_heat_counts_by_industry_and_month(signal: Signal, act: Any, ask: Any) -> None:
    for day in (date(2026, 10, 3), date(2026, 10, 9), date(2025, 1, 1)):
        record_signal(values={"industry": "Cars", "kind": "market", "text": "x", "on": day}, act=act("wang"))
    figure = ask("accounts.industry_heat", "lin", period="2026")
    rows = [(row["industry"], row["month"], row["count"]) for row in figure.rows.fetch(10)]
    assert (figure.value, rows) == (3, [("Cars", "2026-10", 2), ("Steel", "2026-11", 1)])
    assert ask("accounts.industry_heat", "stranger", period="2026").value == 2
    assert ask("accounts.industry_heat", "lin", period="2026", scope="account:Acme").value == 1
    assert ask("accounts.industry_heat", "lin", period="2026", as_of="2026-10-05").value == 1


def test_the_course_of_an_industry_month_by_month(acme: Account, act: Any, page_of: Any, ask: Any) -> None:
    days = (date(2025, 11, 30), date(2025, 12, 1), date(2026, 11, 1), date(2026, 11, 18))
    for day in days:
        record_signal(values={"account": acme, "kind": "people", "text": "x", "on": day}, act=act("lin"))
    record_signal(values={"industry": "Cars", "kind": "market", "text": "x", "on": date(2026, 2, 3)}, act=act("wang"))
    assert months_until(TODAY) == Period(date(2025, 12, 1), date(2026, 11, 30))
    course = course_of(ask("accounts.industry_heat", "lin", period="2025-12-01..2026-11-30"))
    assert len(course.months) == 12
    told = {line.industry: (line.months[0], line.months[2], line.months[-1], line.total) for line in course.lines}
    assert told == {"Steel": (1, 0, 2, 3), "Cars": (0, 1, 0, 1)}
    assert course.chart["counts"] == [line.months for line in course.lines]
    text = page_of("lin", "/signals/heat").content.decode()
    assert 'data-chart="heat"' in text
    assert "Cars" in page_of("stranger", "/signals/heat").content.decode()
    assert "Steel" not in page_of("stranger", "/signals/heat").content.decode()


# ── Pages ──
def test_the_list_and_the_account_s_panel(
    signal: Signal, acme: Account, rpo: Product, page_of: Any, make_deal: Any
) -> None:
    make_deal("Deal")
    for url in ("/signals/", reverse("accounts:late", args=[acme.pk]), "/"):
        text = page_of("lin", url).content.decode()
        assert "They hire 900" in text, url
        assert f'name="product" value="{rpo.pk}"' in text, url
    assert "They hire 900" not in page_of("stranger", "/signals/").content.decode()


def test_the_dialog_writes_it_down(acme: Account, send: Any) -> None:
    url = f"{reverse('portfolio:new_signal')}?account={acme.pk}"
    said = {
        "account": str(acme.pk),
        "kind": "finance",
        "text": "They list",
        "on": "2026-11-18",
        "link": "news.example/1",
    }
    assert send("lin", url, said, **PART).status_code == 204
    assert Signal.objects.get().link == "https://news.example/1"


def test_rules_are_the_workspace_s_own(act: Any, send: Any, rpo: Product) -> None:
    new = {"kind": "market", "name": "Merger", "need": "Integration", "products": [str(rpo.pk)]}
    send("admin", reverse("portfolio:new_signal_rule"), new)
    rule = SignalRule.objects.get(name="Merger")
    assert [row.product for row in rule.products.all()] == [rpo]
    assert AuditEntry.objects.filter(entity="accounts.signalrule", object_id=rule.pk).count() == 2
    send("admin", reverse("portfolio:mark_signal_rule", args=[rule.pk]), {"archived": "1"})
    rule.refresh_from_db()
    assert rule.archived_at is not None
