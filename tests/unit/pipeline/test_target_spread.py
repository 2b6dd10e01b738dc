"""Spreading a year's target: shown before it is written, all or nothing, and taken back to what was."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from keyaccount.apps.pipeline.models import Measure, Target
from keyaccount.apps.pipeline.queries.target_spread import Into, Spread, Way, spread_of
from keyaccount.apps.pipeline.queries.year_targets import row_of
from keyaccount.apps.pipeline.services import orders
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
D = Decimal
EARLIER = NOW - timedelta(days=1)


@pytest.fixture
def shown(people: Any) -> Any:
    """shown(people.lin, Into.QUARTERS, Way.EVEN) as the administrator sees it."""

    def show(owner: Any, into: Into, way: Way) -> Spread:
        scope = COMPANY if owner is None else Scope(ScopeKind.USER, owner.pk) if hasattr(owner, "role") else COMPANY
        return spread_of(owner, Question(people.admin, TODAY, TODAY, scope, Period.year(2026)), workspace(), into, way)

    return show


@pytest.fixture
def year(act: Any) -> Any:
    def make(owner: Any, amount: str, **part: Any) -> None:
        given = {"quarter": None, **part}
        set_target(owner=owner, year=2026, amount=D(amount), act=act("admin", now=EARLIER), **given)

    return make


def after(found: Spread) -> list[Decimal]:
    return [part.after for part in found.parts]


class TestShown:
    def test_even_to_the_cent(self, people: Any, shown: Any, year: Any) -> None:
        year(people.lin, "1000.01")
        assert after(shown(people.lin, Into.QUARTERS, Way.EVEN)) == [D("250.01"), D(250), D(250), D(250)]
        months = after(shown(people.lin, Into.MONTHS, Way.KEEP))
        assert (len(months), sum(months)) == (12, D("1000.01"))

    def test_keeps_proportions(self, people: Any, shown: Any, year: Any) -> None:
        for quarter, amount in ((1, "100"), (2, "100"), (3, "300"), (4, "500")):
            year(people.lin, amount, quarter=quarter)
        year(people.lin, "2000")
        assert after(shown(people.lin, Into.QUARTERS, Way.KEEP)) == [200, 200, 600, 1000]

    def test_only_periods_that_are_not_over(self, people: Any, shown: Any, year: Any) -> None:
        for quarter in (1, 2, 4):
            year(people.lin, "100", quarter=quarter)
        year(people.lin, "1000")
        found = shown(people.lin, Into.QUARTERS, Way.OPEN)
        assert after(found) == [100, 100, 0, 800]
        assert [part.changes for part in found.parts] == [False, False, False, True]
        year(people.lin, "150")
        with pytest.raises(Invalid, match="already come to more"):
            shown(people.lin, Into.QUARTERS, Way.OPEN)

    def test_down_the_organisation(self, people: Any, shown: Any, year: Any) -> None:
        year(people.east, "100")
        found = shown(people.east, Into.BELOW, Way.EVEN)
        assert [part.name for part in found.parts] == ["Lin Ruoxi", "Wang Siyuan", "Zhao Ming"]
        assert after(found) == [D("33.34"), D("33.33"), D("33.33")]
        year(people.company, "10")
        assert [part.name for part in shown(people.company, Into.BELOW, Way.EVEN).parts] == ["East", "North"]
        year(people.lin, "10")
        with pytest.raises(Invalid, match="nobody to give"):
            shown(people.lin, Into.BELOW, Way.EVEN)

    def test_season_of_past_years(self, people: Any, shown: Any, year: Any, act: Any) -> None:
        year(people.lin, "1000")
        with pytest.raises(Invalid, match="two whole past years"):
            shown(people.lin, Into.QUARTERS, Way.SEASON)
        for past, month, amount in ((2024, 2, 10), (2024, 11, 30), (2025, 3, 100), (2025, 12, 300), (2026, 5, 999)):
            order = {"description": "Books", "amount": D(amount), "ordered_on": date(past, month, 6)}
            orders.record_order(values=order, act=act("lin"))
        assert after(shown(people.lin, Into.QUARTERS, Way.SEASON)) == [250, 0, 0, 750]
        assert after(shown(people.lin, Into.MONTHS, Way.SEASON))[10:] == [375, 375]

    def test_a_quarter_over_its_months(self, people: Any, shown: Any, year: Any) -> None:
        year(people.lin, "1000")
        year(people.lin, "100", quarter=4)
        found = shown(people.lin, Into.Q4, Way.EVEN)
        assert [(part.name, part.after) for part in found.parts] == [
            ("2026-10", D("33.34")), ("2026-11", D("33.33")), ("2026-12", D("33.33"))
        ]  # fmt: skip
        assert after(shown(people.lin, Into.Q4, Way.OPEN)) == [0, 50, 50]
        with pytest.raises(Invalid, match="target of the quarter first"):
            shown(people.lin, Into.Q3, Way.EVEN)

    def test_a_quarter_of_a_fiscal_year_that_begins_in_april(self, people: Any, shown: Any, year: Any) -> None:
        Workspace.objects.update(fiscal_year_start=4)
        year(people.lin, "90", quarter=4)
        assert [part.name for part in shown(people.lin, Into.Q4, Way.EVEN).parts] == ["2027-01", "2027-02", "2027-03"]

    def test_without_a_year_there_is_nothing_to_spread(self, people: Any, shown: Any) -> None:
        with pytest.raises(Invalid, match="target of the year first"):
            shown(people.lin, Into.QUARTERS, Way.EVEN)

    def test_other_measures_and_months_are_not_the_year(self, people: Any, year: Any) -> None:
        year(people.lin, "7", measure=Measure.MARGIN)
        year(people.lin, "3", month=5)
        year(None, "9")
        row = row_of(people.lin, 2026)
        assert (row.year, row.own_year, row.of_year.month(5)) == (None, None, D(3))


class TestDialog:
    def path(self, people: Any) -> str:
        return f"/settings/targets/2026/user/{people.lin.pk}/spread"

    def test_shown_written_and_taken_back(self, people: Any, page_of: Any, send: Any, year: Any) -> None:
        year(people.lin, "1000")
        asked = {"into": "quarters", "way": "even"}
        dialog = page_of("zhao", self.path(people) + "?into=quarters&way=even")
        mark = dialog.context["spread"].mark
        assert "250.00" in dialog.content.decode()
        answer = send("zhao", self.path(people), {**asked, "mark": mark})
        assert Target.objects.filter(valid_to=None, quarter__isnull=False).count() == 4
        page = page_of("zhao", answer["Location"]).content.decode()
        assert "they sum to the whole to the cent" in page
        ref = answer["Location"].partition("spread=")[2]
        send("zhao", f"/settings/targets/2026/spread/{ref}/undo")
        assert Target.objects.filter(valid_to=None).count() == 1

    def test_a_quarter_is_offered_without_a_target_of_the_year(
        self, people: Any, page_of: Any, send: Any, year: Any
    ) -> None:
        button = f'hx-get="{self.path(people)}"'
        assert button not in page_of("zhao", "/settings/targets/?year=2026").content.decode()
        year(people.lin, "90", quarter=3)
        assert button in page_of("zhao", "/settings/targets/?year=2026").content.decode()
        asked = {"into": "q3", "way": "even"}
        dialog = page_of("zhao", self.path(people) + "?into=q3&way=even")
        send("zhao", self.path(people), {**asked, "mark": dialog.context["spread"].mark})
        months = Target.objects.filter(valid_to=None, month__isnull=False).values_list("month", "amount")
        assert dict(months) == {7: D(30), 8: D(30), 9: D(30)}

    def test_what_changed_meanwhile_is_shown_again(self, people: Any, send: Any, year: Any) -> None:
        year(people.lin, "1000")
        answer = send("zhao", self.path(people), {"into": "quarters", "way": "even", "mark": "old"})
        assert "changed meanwhile" in answer.content.decode()
        assert Target.objects.count() == 1

    @pytest.mark.parametrize("given", ["?into=weeks", "?way=guess"])
    def test_bad_choices(self, people: Any, page_of: Any, year: Any, given: str) -> None:
        assert page_of("zhao", self.path(people) + given).status_code == 200

    @pytest.mark.parametrize(("who", "status"), [("lin", 403), ("stranger", 403), ("auditor", 403), ("admin", 200)])
    def test_managers_alone(self, people: Any, page_of: Any, who: str, status: int) -> None:
        assert page_of(who, self.path(people)).status_code == status


class TestByHand:
    def path(self, people: Any) -> str:
        return f"/settings/targets/2026/user/{people.lin.pk}/spread"

    def data(self, dialog: Any, way: str, *parts: str) -> dict[str, Any]:
        mark = dialog.context["spread"].mark
        return {"into": "quarters", "way": way, "typed_for": f"quarters {way}", "part": parts, "mark": mark}

    def test_starts_from_what_there_is(self, people: Any, page_of: Any, year: Any) -> None:
        year(people.lin, "100")
        for quarter, amount in enumerate(("10", "20", "30", "60"), 1):
            year(people.lin, amount, quarter=quarter)
        shares = page_of("zhao", self.path(people) + "?way=shares").context["spread"]
        assert [part.typed for part in shares.parts] == [D("8.33"), D("16.67"), D(25), D(50)]
        amounts = page_of("zhao", self.path(people) + "?way=amounts").context["spread"]
        assert sum(part.typed for part in amounts.parts) == D(100)

    def test_shares_to_the_cent(self, people: Any, page_of: Any, send: Any, year: Any) -> None:
        year(people.lin, "1000.01")
        dialog = page_of("zhao", self.path(people) + "?way=shares")
        data = self.data(dialog, "shares", "33.33", "33.33", "33.34", "") | {"note": "as agreed in March"}
        assert send("zhao", self.path(people), data).status_code == 302
        quarters = Target.objects.filter(quarter__isnull=False).order_by("quarter")
        assert [row.amount for row in quarters] == [D("333.30"), D("333.30"), D("333.41")]
        assert {row.note for row in quarters} == {"as agreed in March"}

    @pytest.mark.parametrize(
        ("way", "parts", "said"),
        [
            ("shares", ("50", "20", "20", "8"), "The shares come to 98 %: 2 % are missing"),
            ("shares", ("50", "20", "20", "10.01"), "The shares come to 100.01 %: 0.01 % too much"),
            ("amounts", ("400", "300", "300", "0"), "The parts come to 1,000.00: 0.01 are missing"),
            ("amounts", ("1,400", "0", "0", ""), "The parts come to 1,400.00: 399.99 too much"),
            ("shares", ("50", "half", "0", "0"), "“half” is no share"),
            ("shares", ("150", "-50", "0", "0"), "“-50” is no share"),
        ],
    )
    def test_refused_clearly_and_kept(
        self, people: Any, page_of: Any, send: Any, year: Any, way: str, parts: tuple[str, ...], said: str
    ) -> None:
        year(people.lin, "1000.01")
        dialog = page_of("zhao", self.path(people) + f"?way={way}")
        answer = send("zhao", self.path(people), self.data(dialog, way, *parts))
        assert (answer.status_code, Target.objects.count()) == (422, 1)
        assert said in answer.content.decode()
        looked = page_of("zhao", self.path(people) + f"?{urlencode(self.data(dialog, way, *parts), doseq=True)}")
        assert said in looked.content.decode()

    def test_amounts_that_come_to_the_whole(self, people: Any, page_of: Any, send: Any, year: Any) -> None:
        year(people.lin, "1000.01")
        dialog = page_of("zhao", self.path(people) + "?way=amounts")
        data = self.data(dialog, "amounts", "1,000", "0", "0", "0.01")
        assert send("zhao", self.path(people), data).status_code == 302
        assert set(Target.objects.filter(quarter__isnull=False).values_list("quarter", "amount")) == {
            (1, D(1000)), (4, D("0.01"))
        }  # fmt: skip

    def test_customers_are_whole(self, people: Any, page_of: Any, send: Any, act: Any) -> None:
        given = {"owner": people.lin, "year": 2026, "quarter": None, "measure": Measure.NEW_CUSTOMERS}
        set_target(**given, amount=D(7), act=act("zhao"))
        path = self.path(people) + "?measure=customers"
        dialog = page_of("zhao", path + "&way=shares")
        send("zhao", path, self.data(dialog, "shares", "25", "25", "25", "25"))
        found = Target.objects.filter(quarter__isnull=False).values_list("amount", flat=True)
        assert sorted(found) == [D(1), D(2), D(2), D(2)]
        dialog = page_of("zhao", path + "&way=amounts")
        answer = send("zhao", path, self.data(dialog, "amounts", "1.5", "1.5", "2", "2"))
        assert "write whole numbers" in answer.content.decode()

    def test_of_another_choice_is_forgotten(self, people: Any, page_of: Any, year: Any) -> None:
        year(people.lin, "100")
        asked = "?way=amounts&typed_for=quarters+shares&part=1&part=1&part=1&part=97"
        spread = page_of("zhao", self.path(people) + asked).context["spread"]
        assert [part.typed for part in spread.parts] == [D(25)] * 4
