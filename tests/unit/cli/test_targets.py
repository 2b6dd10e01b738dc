"""`keyaccount targets`: listed and set by the rights of a person, in the shape of the other commands."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import Measure, Product, Target
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.apps.workspace.models import AuditEntry, Surface, Workspace
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
D = Decimal
SET = ("targets", "set")


def told(shell: Any, *words: str) -> Any:
    return json.loads(shell(*words, "--json").stdout)


@pytest.fixture
def aims(people: Any, act: Any) -> None:
    for owner in (None, people.lin, people.stranger):
        set_target(owner=owner, year=2026, quarter=4, amount=D(100), act=act("admin"))
    set_target(owner=people.lin, year=2026, quarter=None, month=11, amount=D(3), measure=Measure.NEW_CUSTOMERS,
               note="two from Acme", act=act("zhao"))  # fmt: skip


class TestList:
    @pytest.mark.usefixtures("aims")
    def test_as_a_person_sees_them(self, shell: Any) -> None:
        found = told(shell, "targets", "list", "--year", "2026", "--as", "zhao")
        assert [(one["scope"], one["name"], one["measure"], one["period"], one["amount"]) for one in found] == [
            ("company", None, "revenue", "2026-Q4", 100),
            ("user", "lin", "customers", "2026-11", 3),
            ("user", "lin", "revenue", "2026-Q4", 100),
        ]
        assert [one["note"] for one in found] == ["", "two from Acme", ""]
        assert len(told(shell, "targets", "list", "--year", "2026")) == 4

    @pytest.mark.usefixtures("aims")
    def test_of_one_owner_and_measure(self, shell: Any) -> None:
        words = ("targets", "list", "--year", "2026", "--for", "user:lin", "--measure", "customers")
        assert [one["period"] for one in told(shell, *words)] == ["2026-11"]
        said = shell(*words).stdout
        assert "New customers" in said
        assert "two from Acme" in said


class TestSet:
    def test_changed_and_taken_away(self, shell: Any, people: Any) -> None:
        made = told(shell, *SET, "user:lin", "2026-Q4", "1,200.50", "--note", "as agreed", "--as", "zhao")
        assert (made["amount"], made["currency"], made["note"], made["set_by"]) == (1200.5, "CNY", "as agreed", "zhao")
        shell(*SET, "user:lin", "2026-Q4", "900", "--as", "zhao")
        assert "no target" in shell(*SET, "user:lin", "2026-Q4", "none", "--note", "moved").stdout
        changes = told(shell, "targets", "history", "user:lin", "2026-Q4", "--as", "lin")
        assert [(one["before"], one["after"], one["note"]) for one in changes] == [
            (900, None, "moved"), (1200.5, 900, ""), (None, 1200.5, "as agreed")
        ]  # fmt: skip
        assert "as agreed" in shell("targets", "history", "user:lin", "2026-Q4").stdout

    def test_a_product_a_month_and_a_fiscal_year(self, shell: Any, people: Any) -> None:
        Workspace.objects.update(fiscal_year_start=4)
        lamp = Product.objects.create(name="Lamp", currency="CNY", created_at=NOW, updated_at=NOW)
        told(shell, *SET, "product:Lamp", "2027-02", "5", "--measure", "customers")
        told(shell, *SET, f"product:#{lamp.pk}", "2026-Q4", "7")
        told(shell, *SET, "company", "2026", "9")
        assert set(Target.objects.values_list("place", flat=True)) == {
            f"product:{lamp.pk} 2026-M02 customers", f"product:{lamp.pk} 2026-Q4", "company 2026"
        }  # fmt: skip

    @pytest.mark.parametrize(
        "words",
        [
            ("company", "2026", "5", "--as", "zhao"),
            ("user:lin", "2026", "5", "--as", "lin"),
            ("user:stranger", "2026", "5", "--as", "zhao"),
            ("user:lin", "2026-01-01..2026-02-03", "5"),
            ("user:lin", "2026", "many"),
            ("user:lin", "2026", "0"),
            ("group:Acme", "2026", "5"),
            ("product:None", "2026", "5"),
            ("user:lin", "2026", "1.5", "--measure", "customers"),
        ],
    )
    def test_refused_in_a_sentence(self, shell: Any, people: Any, words: tuple[str, ...]) -> None:
        assert shell(*SET, *words, code=1).stderr.strip()
        assert not Target.objects.exists()

    def test_the_past_of_another_team_is_not_told(self, shell: Any, people: Any) -> None:
        assert shell("targets", "history", "user:stranger", "2026", "--as", "lin", code=1).stderr.strip()

    def test_the_trail_says_that_it_was_the_command_line(self, shell: Any, people: Any) -> None:
        shell(*SET, "company", "2026", "9")
        assert AuditEntry.objects.get(entity="pipeline.target").surface == Surface.CLI
