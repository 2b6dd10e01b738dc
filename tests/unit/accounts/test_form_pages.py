"""Forms of accounts: errors, clashes, the account team, orders outside the funnel."""

from __future__ import annotations

import pytest

from keyaccount.apps.accounts.models import Account, AccountMember
from tests.unit.accounts.conftest import HTMX, text_of, url


def test_a_new_account_is_made_and_opened(as_, people):
    response = as_("lin").post("/accounts/new", {"name": "华为技术", "owner": people.lin.pk})
    made = Account.objects.get()
    assert response["Location"] == url(made)
    assert (made.name, made.owner) == ("华为技术", people.lin)


def test_an_error_stands_beside_its_field_and_keeps_what_was_typed(as_):
    response = as_("lin").post("/accounts/new", {"name": "", "city": "Jinan"}, headers=HTMX)
    assert response.status_code == 422
    assert "name" in response.context["form"].errors
    assert 'value="Jinan"' in text_of(response)
    assert not Account.objects.exists()


def test_nobody_else_is_offered_as_owner(as_, people):
    response = as_("lin").post("/accounts/new", {"name": "Acme", "owner": people.stranger.pk})
    assert response.status_code == 422
    assert "owner" in response.context["form"].errors


def form_of(client, account, **changed):
    form = client.get(url(account, "edit")).context["form"]
    sent = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    return {**sent, **changed}


def test_a_changed_account_is_saved(account, as_):
    client = as_("lin")
    response = client.post(url(account, "edit"), form_of(client, account, city="Jinan"))
    account.refresh_from_db()
    assert response["Location"] == url(account)
    assert (account.city, account.version) == ("Jinan", 2)


def test_two_forms_with_different_fields_both_are_saved(account, as_):
    lin, zhao = as_("lin"), as_("zhao")
    hers, his = form_of(lin, account, city="Jinan"), form_of(zhao, account, industry="Energy")
    zhao.post(url(account, "edit"), his)
    lin.post(url(account, "edit"), hers)
    account.refresh_from_db()
    assert (account.city, account.industry, account.version) == ("Jinan", "Energy", 3)


def clash(account, as_, **more):
    lin, zhao = as_("lin"), as_("zhao")
    hers, his = form_of(lin, account, industry="Energy", **more), form_of(zhao, account, industry="Steel", phone="110")
    zhao.post(url(account, "edit"), his)
    return lin, hers, lin.post(url(account, "edit"), hers, headers=HTMX)


def test_the_same_field_asks_and_the_rest_is_saved(account, as_):
    _lin, _sent, asked = clash(account, as_, city="Jinan")
    account.refresh_from_db()
    assert asked.status_code == 409
    assert all(words in text_of(asked) for words in ("Energy", "Steel", "Zhao Ming", "Everything else you changed"))
    assert (account.industry, account.city, account.phone) == ("Steel", "Jinan", "110")


@pytest.mark.parametrize(("keep", "industry"), [("mine", "Energy"), ("theirs", "Steel")])
def test_the_choice_after_a_clash_touches_that_field_alone(account, as_, keep, industry):
    lin, sent, asked = clash(account, as_)
    form = asked.context["form"]
    again = {**sent, "version": form["version"].value(), "only": form["only"].value(), "keep_industry": keep}
    assert lin.post(url(account, "edit"), again).status_code == 302
    account.refresh_from_db()
    assert (account.industry, account.phone) == (industry, "110")


def test_archive_and_restore(account, as_):
    client = as_("lin")
    client.post(url(account, "archive"))
    assert "This account is archived" in text_of(client.get(url(account)))
    assert "澜石重工</a>" not in text_of(client.get("/accounts/"))
    assert "澜石重工</a>" in text_of(client.get("/accounts/?status=archived"))
    client.post(url(account, "restore"))
    assert "澜石重工</a>" in text_of(client.get("/accounts/"))


def test_the_account_team_grows_and_shrinks(account, as_, people):
    client = as_("lin")
    client.post(url(account, "team/add"), {"user": people.finance.pk, "part": "Invoices"})
    assert AccountMember.objects.get().user == people.finance
    client.post(url(account, f"team/{people.finance.pk}/remove"))
    assert not AccountMember.objects.exists()


def test_nobody_is_added_without_a_person(account, as_):
    response = as_("lin").post(url(account, "team/add"), {"user": ""}, headers=HTMX)
    assert response.status_code == 422
    assert "user" in response.context["form"].errors


# ── Off-funnel orders on the page ──
ORDER = {"description": "Booklets", "ordered_on": "2026-11-18", "amount": "1,800", "currency": "CNY"}


def test_an_order_is_recorded_from_the_page_of_its_account(account, as_):
    client = as_("lin")
    assert client.post(url(account, "orders/new"), ORDER).status_code == 302
    assert "Booklets" in text_of(client.get(url(account, "late")))


def test_an_order_at_the_threshold_belongs_in_the_funnel_and_is_refused(account, as_):
    response = as_("lin").post(url(account, "orders/new"), {**ORDER, "amount": "10000"}, headers=HTMX)
    assert response.status_code == 422
    assert "belong in the funnel" in text_of(response)
    assert not account.orders.exists()


@pytest.mark.parametrize(("name", "status"), [("wang", 403), ("stranger", 404), ("auditor", 403)])
def test_who_may_not_write_the_account_records_no_order(account, as_, name, status):
    assert as_(name).post(url(account, "orders/new"), ORDER).status_code == status
    assert not account.orders.exists()


def test_an_order_is_archived_from_the_page(account, as_):
    client = as_("lin")
    client.post(url(account, "orders/new"), ORDER)
    client.post(url(account, f"orders/{account.orders.get().pk}/archive"))
    assert "Booklets</td>" not in text_of(client.get(url(account)))
