"""Views and columns that a person keeps of a list."""

from __future__ import annotations

import pytest
from django.test import Client

from keyaccount.apps.workspace.models import SavedView
from keyaccount.apps.workspace.services.saved_views import MOST, remove_view, save_view
from keyaccount.kernel.errors import Invalid, NotFound


@pytest.fixture
def lin(people):
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.lin)
    return client


def test_a_view_keeps_filters_order_and_columns(lin, people):
    address = "/accounts/?industry=Energy&sort=-name&columns=owner&after=abc"
    assert lin.post("/views/accounts", {"name": " Energy ", "next": address})["Location"] == address
    view = SavedView.objects.get()
    assert (view.owner, view.place, view.name) == (people.lin, "accounts", "Energy")
    assert view.query == {"industry": "Energy", "sort": "-name", "columns": "owner"}


def test_saving_under_the_same_name_replaces(act):
    save_view(place="accounts", name="Mine", query={"q": "a"}, act=act())
    save_view(place="accounts", name="Mine", query={"q": "b"}, act=act())
    assert SavedView.objects.get().query == {"q": "b"}


def test_a_view_is_its_owners_own(act, lin):
    theirs = save_view(place="accounts", name="Hers", query={}, act=act("wang"))
    with pytest.raises(NotFound):
        remove_view(view_id=theirs.pk, act=act("lin"))
    assert lin.post(f"/views/{theirs.pk}/remove", {"next": "/accounts/"}).status_code == 404
    assert "Hers" not in lin.get("/accounts/").content.decode()


def test_a_view_is_opened_named_and_removed(act, lin):
    view = save_view(place="accounts", name="Energy only", query={"industry": "Energy"}, act=act())
    page = lin.get("/accounts/?industry=Energy")
    assert page.context["current_view"].name == "Energy only"
    assert lin.get("/accounts/").context["current_view"] is None
    lin.post(f"/views/{view.pk}/remove", {"next": "/accounts/"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_view_needs_a_name(act, name):
    with pytest.raises(Invalid):
        save_view(place="accounts", name=name, query={}, act=act())


def test_there_are_only_so_many(act):
    for number in range(MOST):
        save_view(place="accounts", name=f"View {number}", query={}, act=act())
    with pytest.raises(Invalid):
        save_view(place="accounts", name="One more", query={}, act=act())
    save_view(place="accounts", name="View 1", query={"q": "x"}, act=act())
    save_view(place="contacts", name="Elsewhere", query={}, act=act())


def test_columns_are_kept_and_stand_in_the_chosen_order(lin):
    lin.post("/accounts/new", {"name": "Acme"})
    lin.post("/views/accounts/columns", {"columns": ["owner", "industry"]})
    heads = [(head.key, head.shown) for head in lin.get("/accounts/").context["listed"].heads]
    assert heads[:4] == [("name", True), ("owner", True), ("industry", True), ("province", False)]


def test_a_link_that_names_columns_counts_before_the_choice(lin):
    lin.post("/accounts/new", {"name": "Acme"})
    lin.post("/views/accounts/columns", {"columns": ["owner"]})
    listed = lin.get("/accounts/?columns=source").context["listed"]
    assert [head.key for head in listed.heads if head.shown] == ["name", "source"]


def test_one_returns_to_this_site_only(lin):
    assert lin.post("/views/accounts", {"name": "x", "next": "https://evil.example/"})["Location"] == "/"
