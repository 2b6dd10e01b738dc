"""What a dry run foresees: `bring` holds its report against the run's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.engine import running
from tests.unit.exchange.conftest import Table, counts

pytestmark = pytest.mark.django_db
Bring = Callable[..., dict[str, Any]]


def test_notes_have_one_order_on_every_database(table: Table, bring: Bring) -> None:
    deals = table("deals.csv", ["deal name", "product", "contact", "owner"], ["Robots", "Arm", "Ann", "lin"])
    product_and_contact = bring(deals, missing={"product": "empty", "contact": "empty"})["notes"]
    assert ["contact" in note for note in product_and_contact] == [True, False]


def test_companies_that_an_earlier_level_has_put_above_each_other(table: Table, bring: Bring) -> None:
    bring(table("accounts.csv", ["name", "parent company"], ["Bottom", "Top"]), missing={"account": "create"})
    circle = table("accounts.csv", ["name", "parent company"], ["Middle", "Bottom"], ["Top", "Middle"])
    assert counts(bring(circle)) == (1, 0, 0, 1)


def test_a_product_s_name_is_free_when_an_earlier_file_has_renamed_it(table: Table, bring: Bring) -> None:
    bring(table("products.csv", ["id", "product name"], ["1", "Arm"], ["2", "Leg"]))
    renamed = table("products.csv", ["id", "product name", "price"], ["1", "Hand", ""])
    takes_its_name = table("products-more.csv", ["id", "product name", "price"], ["2", "Arm", ""])
    assert counts(bring(renamed, takes_its_name)) == (0, 2, 0, 0)


def test_a_contact_with_the_address_of_one_in_an_earlier_file(table: Table, bring: Bring) -> None:
    ann = table("contacts.csv", ["name", "e-mail", "title"], ["Ann", "ann@x.com", ""])
    anna = table("contacts-more.csv", ["name", "e-mail", "title"], ["Anna", "ann@x.com", ""])
    assert counts(bring(ann, anna)) == (1, 0, 0, 1)


def test_a_contact_that_was_made_for_another_one_to_report_to(table: Table, bring: Bring) -> None:
    ann = table("contacts.csv", ["name", "reports to"], ["Ann", "Bea"])
    bea = table("contacts-more.csv", ["name", "title"], ["Bea", "Buyer"])
    assert counts(bring(ann, bea, missing={"contact": "create"})) == (1, 1, 0, 0)


def test_a_deal_s_name_at_an_account_that_it_has_left(table: Table, bring: Bring) -> None:
    deal = ["id", "deal name", "account", "owner"]
    bring(table("deals.csv", deal, ["1", "Robots", "Acme", "lin"]), missing={"account": "create"})
    moved = table("deals.csv", deal, ["1", "Robots", "Beta", "lin"])
    another = table("deals-more.csv", deal, ["", "Robots", "Acme", "lin"])
    assert counts(bring(moved, another, missing={"account": "create"})) == (1, 1, 0, 0)


class TestWhatNoDatabaseTakes:
    """The dry run and the run refuse it alike."""

    def test_two_products_with_one_id(self, table: Table, bring: Bring) -> None:
        rows = [["1", "Arm"], ["1", "Leg"], ["2", "Hand"]]
        assert counts(bring(table("products.csv", ["id", "product name"], *rows))) == (2, 0, 0, 1)

    def test_a_user_name_that_another_row_would_have_been_given(self, table: Table, bring: Bring) -> None:
        rows = [["Ann", ""], ["Bea", "ann"]]
        assert counts(bring(table("users.csv", ["name", "user name"], *rows))) == (2, 0, 0, 0)
        assert set(User.objects.filter(name__in=["Ann", "Bea"]).values_list("name", "username")) == {
            ("Ann", "ann2"),
            ("Bea", "ann"),
        }

    def test_people_who_report_to_themselves(self, table: Table, bring: Bring) -> None:
        bring(table("contacts.csv", ["name", "e-mail"], ["Ann", "ann@x.com"]))
        herself = table("contacts.csv", ["name", "reports to"], ["Ann", "ann@x.com"])
        assert counts(bring(herself)) == (0, 0, 0, 1)


def test_an_unknown_name_counts_once_in_however_many_batches(
    table: Table, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    deals = table("deals.csv", ["deal name", "contact", "owner"], *([name, "Ann", "lin"] for name in "abc"))
    assert bring(deals)["notes"] == ["1 different names in “contact” are unknown; those fields were left empty."]


def test_an_unknown_name_counts_once_however_often_the_import_was_stopped(
    table: Table, act: Callable[..., Act], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    deals = table("deals.csv", ["deal name", "contact", "owner"], *([name, "Ann", "lin"] for name in "abc"))
    imp = services.start_import(paths=[deals], preset="generic", act=act("admin"))

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.run_import(imp.pk, act=act("admin"), step=stop)
    services.run_import(imp.pk, act=act("admin"))
    assert services.report(imp.pk)["notes"] == [
        "1 different names in “contact” are unknown; those fields were left empty."
    ]
