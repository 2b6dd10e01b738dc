"""The sheet of targets: by measure, month, account and product; what does not add up; what happened to a cell."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.models import Measure, Place, Target
from keyaccount.apps.pipeline.queries import year_targets
from keyaccount.apps.pipeline.queries.target_history import changes_of
from keyaccount.apps.pipeline.queries.targets import Span
from keyaccount.apps.pipeline.services.targets import set_target, set_targets
from keyaccount.apps.workspace.models import AuditEntry, Workspace
from keyaccount.kernel.errors import Invalid
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
D = Decimal
SHEET = "/settings/targets/"
LATER = NOW + timedelta(hours=1)
NUMBER = re.compile(r'class="ka-n" data-explain-url="([^"]+)"[^>]*>([^<]+)</button>')


@pytest.fixture
def aim(act: Any) -> Any:
    """aim(people.lin, 100, quarter=4, measure=…) sets a target of 2026."""

    def make(owner: Any, amount: Any, *, measure: Measure = Measure.REVENUE, **part: Any) -> None:
        given = {"quarter": None, **part}
        set_target(owner=owner, year=2026, amount=D(amount), measure=measure, act=act("admin"), **given)

    return make


def cell(owner: Any, part: str, query: str = "") -> str:
    scope = "company" if owner is None else owner._meta.model_name
    return reverse("pipeline:target_cell", args=[2026, scope, owner.pk if owner else 0, part]) + query


def history(owner: Any, query: str = "") -> str:
    scope = "company" if owner is None else owner._meta.model_name
    return reverse("pipeline:target_history", args=[2026, scope, owner.pk if owner else 0]) + query


def amounts(answer: Any) -> dict[Any, list[Any]]:
    return {line.row.owner: [one.figure.value for one in line.cells] for line in answer.context["lines"]}


def below(answer: Any) -> dict[Any, list[Any]]:
    return {line.row.owner: [one.value for one in line.below] for line in answer.context["lines"] if line.below}


class TestMeasures:
    def test_each_has_its_own_sheet_in_its_own_unit(self, people: Any, page_of: Any, send: Any) -> None:
        assert send("zhao", cell(people.lin, "q4", "?measure=customers"), {"amount": "3"}).status_code == 200
        assert send("zhao", cell(people.lin, "q4", "?measure=margin"), {"amount": "0.50"}).status_code == 200
        held = Target.objects.values_list("place", "amount", "currency")
        who = f"user:{people.lin.pk} 2026-Q4"
        assert set(held) == {(f"{who} customers", D(3), ""), (f"{who} margin", D("0.50"), "CNY")}
        page = page_of("zhao", SHEET + "?year=2026&measure=customers")
        assert amounts(page)[people.lin] == [None, None, None, 3, None]
        assert "customers, counted" in page.content.decode()
        assert amounts(page_of("zhao", SHEET + "?year=2026"))[people.lin] == [None] * 5

    def test_half_a_customer_is_refused_in_place(self, people: Any, send: Any) -> None:
        answer = send("zhao", cell(people.lin, "q4", "?measure=customers"), {"amount": "1.5"})
        assert (answer.status_code, Target.objects.count()) == (422, 0)
        assert 'value="1.5"' in answer.content.decode()

    @pytest.mark.parametrize("query", ["measure=fame", "by=planets", "open=9", "open=x", "account=x", "year=x"])
    def test_what_is_asked_wrongly_is_as_usual(self, page_of: Any, query: str) -> None:
        assert page_of("zhao", f"{SHEET}?{query}").status_code == 200

    @pytest.mark.parametrize("part", ["q0", "q5", "m13", "m00", "q", "x1", "m111"])
    def test_no_such_part(self, people: Any, page_of: Any, part: str) -> None:
        assert page_of("zhao", cell(people.lin, part)).status_code == 404
        assert page_of("zhao", history(people.lin, f"?part={part}")).status_code == 404


class TestMonths:
    def test_a_quarter_opens_into_its_months(self, people: Any, page_of: Any, send: Any) -> None:
        for month, amount in ((10, "10"), (11, "20"), (12, "30.01")):
            send("zhao", cell(people.lin, f"m{month}", "?open=4"), {"amount": amount})
        page = page_of("zhao", SHEET + "?year=2026&open=4")
        assert amounts(page)[people.lin] == [None, None, None, D("60.01"), D(10), D(20), D("30.01"), None]
        assert "Oct" in page.content.decode()

    def test_they_follow_the_fiscal_year(self, people: Any, page_of: Any, send: Any, ask: Any) -> None:
        Workspace.objects.update(fiscal_year_start=4)
        send("zhao", cell(people.lin, "m02", "?open=4"), {"amount": "7"})
        (line,) = [
            line
            for line in page_of("zhao", SHEET + "?year=2026&open=4").context["lines"]
            if line.row.owner == people.lin
        ]
        assert [one.span.slug for one in line.cells] == ["q1", "q2", "q3", "q4", "m01", "m02", "m03", "year"]
        figure = line.cells[5].figure
        assert (figure.value, figure.explain_url) == (
            D(7),
            ask("sales.target", "zhao", scope="user:lin", period="2027-02").explain_url,
        )

    def test_months_that_do_not_make_the_quarter(self, people: Any, page_of: Any, aim: Any, ask: Any) -> None:
        for month in (10, 11, 12):
            aim(people.lin, 10, month=month)
        aim(people.lin, 40, quarter=4)
        (line,) = [one for one in page_of("zhao", SHEET + "?year=2026").context["lines"] if one.row.owner == people.lin]
        assert line.cells[3].off.value == D(-10)
        one = ask("sales.target_off_by", "zhao", scope="user:lin", period="2026-Q4", parts="periods")
        assert (one.value, one.rows.total()) == (D(-10), 3)


class TestExplained:
    def test_every_number_opens_the_drawer_with_itself(
        self, people: Any, page_of: Any, aim: Any, account: Any, product: Any
    ) -> None:
        """Set, or the sum of its months or quarters; what those below are over or short of it, also where that is 0."""
        aim(None, 100, quarter=1)
        aim(people.zhao.team, 90, quarter=1)
        aim(people.zhao.team, 30, quarter=3)
        for month, quarter in ((4, None), (5, None), (6, None), (None, 3), (None, 4)):
            aim(None, 30, month=month, quarter=quarter)
        aim(account, 7, quarter=2)
        aim(product, 8, quarter=2)
        for query, least in (("&open=2", 12), ("&by=accounts", 1), ("&by=products", 7)):
            page = page_of("admin", f"{SHEET}?year=2026{query}").content.decode()
            shown = NUMBER.findall(page)
            assert len(shown) >= least
            for address, text in shown:
                drawer = page_of("admin", unescape(address), **{"HX-Request": "true"})
                assert drawer.context["fig"].value == D(text.replace("−", "-").replace(",", "")), address

    def test_the_cell_is_the_one_stop_of_the_tab_key_where_it_can_be_changed(
        self, page_of: Any, people: Any, aim: Any
    ) -> None:
        aim(people.zhao.team, 100, quarter=1)
        assert page_of("zhao", f"{SHEET}?year=2026").content.decode().count('aria-keyshortcuts="="') == 1
        assert NUMBER.search(page_of("lin", f"{SHEET}?year=2026").content.decode())
        assert 'tabindex="-1"' not in page_of("lin", f"{SHEET}?year=2026").content.decode().split('id="targets"')[1]


class TestAccountsAndProducts:
    def test_accounts_with_a_target_and_the_one_that_is_chosen(
        self, people: Any, page_of: Any, send: Any, account: Any, act: Any
    ) -> None:
        bolt = create_account(values={"name": "Bolt"}, act=act("lin"))
        assert send("zhao", cell(account, "year", "?by=accounts"), {"amount": "500"}).status_code == 200
        assert list(amounts(page_of("zhao", SHEET + "?year=2026&by=accounts"))) == [account]
        chosen = page_of("zhao", SHEET + f"?year=2026&by=accounts&account={bolt.pk}")
        assert list(amounts(chosen)) == [bolt, account]

    @pytest.mark.parametrize(
        ("who", "rows", "sets"), [("lin", 1, 403), ("stranger", 0, 403), ("admin", 2, 200), ("auditor", 2, 403)]
    )
    def test_by_the_rights_of_the_account(
        self, page_of: Any, send: Any, account: Any, aim: Any, who: str, rows: int, sets: int
    ) -> None:
        aim(account, 500)
        assert len(amounts(page_of(who, SHEET + f"?year=2026&by=accounts&account={account.pk}"))) == rows
        assert send(who, cell(account, "year", "?by=accounts"), {"amount": "5"}).status_code == sets
        assert page_of(who, history(account)).status_code == (404 if who == "stranger" else 200)

    def test_products_are_everyones_to_see(self, people: Any, page_of: Any, send: Any, product: Any, aim: Any) -> None:
        aim(product, 70)
        for who in ("lin", "stranger", "zhao"):
            assert list(amounts(page_of(who, SHEET + "?year=2026&by=products"))) == [None, product]
            assert send(who, cell(product, "q1", "?by=products"), {"amount": "5"}).status_code == 403
            assert page_of(who, history(product)).status_code == 200
        assert send("admin", cell(product, "q1", "?by=products"), {"amount": "5"}).status_code == 200

    def test_by_pages(self, page_of: Any, act: Any, aim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(year_targets, "PAGE", 2)
        made = [create_account(values={"name": f"Client {n}"}, act=act("lin")) for n in range(3)]
        for account in made:
            aim(account, 5)
        first = page_of("zhao", SHEET + "?year=2026&by=accounts")
        second = page_of("zhao", SHEET + first.context["next_url"])
        assert (list(amounts(first)), list(amounts(second))) == (made[:2], made[2:])
        assert list(amounts(page_of("zhao", SHEET + second.context["previous_url"]))) == made[:2]

    def test_a_manager_spreads_the_year_of_an_account(self, page_of: Any, send: Any, account: Any, aim: Any) -> None:
        aim(account, "100.01", measure=Measure.COLLECTED)
        path = reverse("pipeline:target_spread", args=[2026, "account", account.pk]) + "?measure=collected&by=accounts"
        dialog = page_of("zhao", path)
        send("zhao", path, {"into": "quarters", "way": "even", "mark": dialog.context["spread"].mark})
        held = Target.objects.filter(account=account, quarter__isnull=False, measure="collected")
        assert sorted(held.values_list("amount", flat=True)) == [D(25), D(25), D(25), D("25.01")]


class TestAddsUp:
    @pytest.fixture
    def _shared(self, people: Any, aim: Any) -> None:
        """The company has 1,000; East 600, of which its people have 650; the root team none; North 390.01."""
        aim(None, 1000)
        aim(people.east, 600)
        aim(people.lin, 400)
        aim(people.wang, 250)
        aim(people.north, "390.01")

    @pytest.mark.usefixtures("_shared")
    def test_parts_against_the_whole_as_the_figure_says(self, people: Any, page_of: Any, ask: Any) -> None:
        found = below(page_of("admin", SHEET + "?year=2026"))
        assert found == {None: [None] * 4 + [D("-9.99")], people.east: [None] * 4 + [D(50)]}
        company = ask("sales.target_off_by", "admin", period="2026")
        assert (company.value, company.inputs[0].value) == (D("-9.99"), D("990.01"))
        east = ask("sales.target_off_by", "zhao", scope="team:East", period="2026")
        assert (east.value, {row["name"]: row["amount"] for row in east.rows.fetch(9)}) == (
            D(50),
            {"Lin Ruoxi": D(400), "Wang Siyuan": D(250)},
        )
        assert [(note.code, note.count) for note in east.notes] == [("unset", 1)]

    @pytest.mark.usefixtures("_shared")
    def test_who_does_not_see_all_parts_is_told_no_sum(self, people: Any, page_of: Any, ask: Any) -> None:
        people.lin.role.reads = "own"
        people.lin.role.save()
        assert below(page_of("wang", SHEET + "?year=2026")) == {}
        people.lin.refresh_from_db()
        for who, scope in (("lin", "team:East"), ("zhao", "company"), ("stranger", "team:East")):
            hidden = ask("sales.target_off_by", who, scope=scope, period="2026")
            assert (hidden.value, hidden.rows.fetch(9), [note.code for note in hidden.notes][:1]) == (
                None,
                [],
                ["hidden"],
            ), who

    def test_accounts_and_products_against_the_company(
        self, people: Any, page_of: Any, ask: Any, aim: Any, account: Any, product: Any
    ) -> None:
        aim(None, 100)
        aim(account, 60)
        for quarter in (1, 2, 3, 4):
            aim(product, 30, quarter=quarter)
        assert below(page_of("admin", SHEET + "?year=2026&by=accounts"))[None][-1] == D(-40)
        assert below(page_of("lin", SHEET + "?year=2026&by=products"))[None][-1] == D(20)
        assert ask("sales.target_off_by", "admin", period="2026", parts="accounts").value == D(-40)
        assert ask("sales.target_off_by", "lin", period="2026", parts="accounts").value is None
        assert ask("sales.target_off_by", "lin", period="2026", parts="products").value == D(20)

    @pytest.mark.usefixtures("_shared")
    def test_two_accounts_of_one_name_both_count(self, act: Any, aim: Any, ask: Any) -> None:
        for who, amount in (("lin", 30), ("wang", 30)):
            aim(create_account(values={"name": "Twin"}, act=act(who)), amount)
        found = ask("sales.target_off_by", "admin", period="2026", parts="accounts")
        assert [row["amount"] for row in found.rows.fetch(9) if row["name"] == "Twin"] == [D(30), D(30)]

    def test_as_of_a_past_day_and_with_a_strange_choice(self, ask: Any) -> None:
        assert ask("sales.target_off_by", "admin", period="2026", as_of="2026-01-05").value is None
        with pytest.raises(Invalid):
            ask("sales.target_off_by", "admin", period="2026", parts="planets")

    def test_somebody_who_left_still_counts_with_the_target(self, people: Any, page_of: Any, aim: Any) -> None:
        aim(people.east, 600)
        aim(people.wang, 600)
        people.wang.is_active = False
        people.wang.save()
        page = page_of("zhao", SHEET + "?year=2026")
        assert (amounts(page)[people.wang][-1], below(page)) == (D(600), {})


class TestHistory:
    @pytest.fixture
    def _past(self, people: Any, act: Any) -> None:
        place = {"owner": people.lin, "year": 2026, "quarter": 4}
        set_target(**place, amount=D(100), act=act("zhao"))
        set_target(**place, amount=D(150), note="Acme asks for more", act=act("admin", now=LATER))
        set_target(**place, amount=None, note="Moved to wang", act=act("zhao", now=LATER + timedelta(hours=1)))
        other = {Place(people.lin, 2026, month=10): D(9)}
        set_targets(amounts=other, act=act("zhao", now=LATER).part_of("spread:1"))

    @pytest.mark.usefixtures("_past")
    def test_who_when_from_what_to_what_and_why(self, people: Any) -> None:
        told = changes_of(people.lin, 2026, Measure.REVENUE, Span(quarter=4))
        assert [(one.by.username, one.before, one.after, one.note, one.holds) for one in told] == [
            ("zhao", D(150), None, "Moved to wang", False),
            ("admin", D(100), D(150), "Acme asks for more", False),
            ("zhao", None, D(100), "", False),
        ]
        assert [one.at for one in told] == [LATER + timedelta(hours=1), LATER, NOW]
        every = changes_of(people.lin, 2026, Measure.REVENUE)
        assert (len(every), [one.span for one in every if one.spread]) == (4, [Span(month=10)])
        assert changes_of(people.lin, 2026, Measure.MARGIN) == []

    @pytest.mark.usefixtures("_past")
    def test_the_drawer_tells_it(self, people: Any, page_of: Any) -> None:
        body = page_of("lin", history(people.lin)).content.decode()
        for words in ("Moved to wang", "taken away", "shared out from a whole", "Oct"):
            assert words in body
        assert 'name="note"' not in body
        assert 'name="note"' in page_of("zhao", history(people.lin, "?part=q4")).content.decode()
        assert page_of("stranger", history(people.lin)).status_code == 404

    def test_set_with_a_note_from_the_drawer(self, people: Any, send: Any) -> None:
        answer = send("zhao", cell(people.lin, "q4"), {"amount": "80", "note": " New team "}, **{"HX-Request": "true"})
        assert answer["HX-Redirect"] == f"{SHEET}?year=2026"
        target = Target.objects.get()
        assert (target.amount, target.note) == (D(80), "New team")
        assert AuditEntry.objects.get(object_id=target.pk, entity="pipeline.target").changes["note"] == [
            None,
            "New team",
        ]

    def test_refused_with_what_was_typed(self, people: Any, send: Any) -> None:
        answer = send("zhao", cell(people.lin, "q4"), {"amount": "-80", "note": "New team"})
        assert (answer.status_code, Target.objects.count()) == (422, 0)
        assert 'value="New team"' in answer.content.decode()

    def test_a_note_too_long(self, people: Any, act: Any) -> None:
        with pytest.raises(Invalid):
            set_target(owner=people.lin, year=2026, quarter=4, amount=D(1), note="x" * 201, act=act("zhao"))
