"""What an account is to us, and what it is thought to buy, in columns of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import Temperament, ThinkingStyle
from keyaccount.apps.contacts.models.contact import BuyingRole
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.entities.field import Kind
from keyaccount.surfaces.exchange.entities.registry import ENTITIES
from tests.conftest import TODAY
from tests.unit.exchange.conftest import Table, counts, reasons

Bring = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db

STANDING = ["name", "Level", "Lifecycle", "Loyalty", "Way of selling", "Strategic", "Strategic reason", "Next plan"]
CHINESE = ["客户名称", "级别", "生命周期", "忠诚度", "销售模式", "战略客户", "战略理由", "下次计划", "集体决策"]
PURCHASING = ["name", "Yearly purchasing", "Purchasing currency", "Purchasing source", "Purchasing as of", "Confidence"]


class TestStanding:
    def test_headings_in_both_languages(self, table: Table, bring: Bring) -> None:
        bring(
            table("a.csv", STANDING, ["Acme", "3", "Growth", "repeat", "Strategic", "yes", "Opens cars", "2026-12-01"])
        )
        bring(table("客户.csv", CHINESE, ["华为", "1", "成熟期", "流失", "顾问型", "否", "", "2027-01-01", "是"]))
        acme, huawei = (Account.objects.get(name=name) for name in ("Acme", "华为"))
        assert (acme.level, acme.lifecycle, acme.loyalty, acme.selling_mode) == (3, "growth", "repeat", "strategic")
        assert (acme.is_strategic, acme.strategic_reason, acme.next_plan) == (True, "Opens cars", date(2026, 12, 1))
        assert (huawei.level, huawei.lifecycle, huawei.loyalty, huawei.selling_mode) == (
            1, "maturity", "lost", "consultative",
        )  # fmt: skip
        assert (huawei.is_strategic, huawei.collective) == (False, True)

    @pytest.mark.parametrize(
        ("heading", "cell", "word"),
        [
            ("Level", "0", "from 1 to 10"),
            ("Level", "11", "from 1 to 10"),
            ("Level", "close", "no number"),
            ("Lifecycle", "afterlife", "none of the choices"),
            ("Strategic", "perhaps", "neither yes nor no"),
            ("Strategic", "yes", "say in a sentence why"),
            ("Next plan", "soon", "no date"),
        ],
    )
    def test_what_cannot_stand_is_refused(self, table: Table, bring: Bring, heading: str, cell: str, word: str) -> None:
        report = bring(table("a.csv", ["name", heading], ["Acme", cell], ["Beta", ""]))
        assert counts(report) == (1, 0, 0, 1)
        assert word in reasons(report)[0]

    def test_a_strategic_mark_leans_on_the_reason_that_stands_there(self, table: Table, bring: Bring, act: Any) -> None:
        create_account(values={"name": "Acme", "strategic_reason": "Opens cars"}, act=act())
        assert counts(bring(table("a.csv", ["name", "strategic"], ["Acme", "是"]))) == (0, 1, 0, 0)
        assert Account.objects.get().is_strategic


class TestPurchasing:
    ROW = ("Acme", "1,200,000", "USD", "annual report", "2026-03-31", "high")

    def test_an_estimate_comes_with_its_source_day_and_confidence(self, table: Table, bring: Bring) -> None:
        path = table("a.csv", PURCHASING, self.ROW)
        assert counts(bring(path)) == (1, 0, 0, 0)
        assert counts(bring(path)) == (0, 0, 1, 0)
        (said,) = AccountEstimate.objects.all()
        assert (said.amount, said.currency, said.source, said.on, said.confidence) == (
            Decimal(1_200_000), "USD", "annual report", date(2026, 3, 31), "high",
        )  # fmt: skip
        entry = AuditEntry.objects.get(entity="portfolio.accountestimate")
        assert (entry.label, entry.changes["amount"]) == ("Acme 2026-03-31", [None, "1200000.00"])

    def test_an_account_of_which_more_is_said_is_changed_and_keeps_its_version(
        self, table: Table, bring: Bring, act: Any
    ) -> None:
        acme = create_account(values={"name": "Acme"}, act=act())
        first = table("a.csv", PURCHASING[:2] + PURCHASING[3:4], ["Acme", "¥3万", "buyer"])
        assert counts(bring(first)) == (0, 1, 0, 0)
        assert counts(bring(first)) == (0, 0, 1, 0)
        acme.refresh_from_db()
        assert acme.version == 1
        (said,) = AccountEstimate.objects.all()
        assert (said.amount, said.currency, said.on, said.confidence) == (30_000, "CNY", TODAY, "medium")

    def test_a_word_of_before_adds_nothing(self, table: Table, bring: Bring, act: Any) -> None:
        acme = create_account(values={"name": "Acme"}, act=act())
        older = {"amount": Decimal(5), "source": "guess", "on": date(2026, 1, 1)}
        add_estimate(account_id=acme.pk, values=older, act=act())
        add_estimate(account_id=acme.pk, values={"amount": Decimal(7), "source": "buyer"}, act=act())
        again = table(
            "a.csv", ["name", "potential", "purchasing source", "purchasing on"], ["Acme", "5", "guess", "2026-01-01"]
        )
        assert counts(bring(again)) == (0, 0, 1, 0)

    @pytest.mark.parametrize(
        ("row", "word"),
        [
            (["Acme", "5", "", "", "", ""], "purchasing_source"),
            (["Acme", "", "", "buyer", "", ""], "purchasing"),
            (["Acme", "-5", "", "buyer", "", ""], "below zero"),
            (["Acme", "5", "XAU", "buyer", "", ""], "no currency"),
            (["Acme", "5", "", "buyer", "2026-11-20", ""], "up to today"),
            (["Acme", "5", "", "b" * 201, "", ""], "longer"),
            (["Acme", "5", "", "buyer", "", "absolute"], "none of the choices"),
        ],
    )
    def test_what_says_nothing_is_refused(self, table: Table, bring: Bring, row: list[str], word: str) -> None:
        report = bring(table("a.csv", PURCHASING, row))
        assert counts(report) == (0, 0, 0, 1)
        assert word in reasons(report)[0]

    def test_modes_and_rights_are_those_of_the_account(self, table: Table, bring: Bring, act: Any) -> None:
        for owner in ("lin", "stranger"):
            create_account(values={"name": owner}, act=act(owner))
        path = table("a.csv", PURCHASING, *([who, "5", "", "buyer", "2026-11-01", ""] for who in ("lin", "stranger")))
        assert counts(bring(path, mode="create")) == (0, 0, 0, 2)
        report = bring(path, by="zhao")
        assert counts(report) == (0, 1, 0, 1)
        assert "may not change" in reasons(report)[0]
        assert [one.account.name for one in AccountEstimate.objects.all()] == ["lin"]

    def test_undo_takes_the_words_back(self, table: Table, bring: Bring, act: Any) -> None:
        acme = create_account(values={"name": "Acme"}, act=act())
        add_estimate(account_id=acme.pk, values={"amount": Decimal(7), "source": "buyer"}, act=act())
        report = bring(table("a.csv", PURCHASING, self.ROW, ["New", *self.ROW[1:]]))
        assert AccountEstimate.objects.count() == 3
        services.undo_import(report["id"], act=act("admin"))
        assert AccountEstimate.objects.get().source == "buyer"
        assert not Account.objects.filter(name="New").exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_choice_is_known_by_its_word_in_either_language(language: str) -> None:
    """What an export writes, an import reads, whoever wrote it."""
    fields = [field for key in ("accounts", "contacts") for field in ENTITIES[key].fields if field.choices]
    labels = {"role": BuyingRole, "thinking_style": ThinkingStyle, "temperament": Temperament}
    for field in fields:
        model = Account if field in ENTITIES["accounts"].fields else None
        if field.key == "purchasing_confidence":
            choices = AccountEstimate._meta.get_field("confidence").choices
        elif model is not None:
            choices = model._meta.get_field(field.key).choices
        else:
            choices = labels[field.key].choices
        with translation.override(language):
            assert {str(value): field.choice_of(str(text)) for value, text in choices} == {
                str(value): str(value) for value, _text in choices
            }, field.key
        assert field.kind in {Kind.CHOICE, Kind.CHOICES}
