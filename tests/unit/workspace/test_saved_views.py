"""Views and columns that a person keeps of a list."""

from __future__ import annotations

import pytest
from django.test import Client

from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.workspace.models import SavedView
from keyaccount.apps.workspace.queries.saved_views import views_of
from keyaccount.apps.workspace.services.saved_views import MOST, copy_view, remove_view, save_view, share_view
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound


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


# ── Shared with others ──
def seeing(people, place="accounts"):
    return {name for name, user in people.everyone().items() if views_of(user, place).exists()}


def test_a_view_shared_with_a_team_and_those_below(act, people):
    view = save_view(place="accounts", name="Ours", query={"industry": "Energy"}, act=act("zhao"))
    assert seeing(people) == {"zhao"}
    share_view(view_id=view.pk, team=people.east, act=act("zhao"))
    assert seeing(people) == {"lin", "wang", "zhao"}
    share_view(view_id=view.pk, act=act("zhao"))
    assert seeing(people) == {"zhao"}


def test_with_a_team_above_and_with_everyone(act, people):
    view = save_view(place="accounts", name="All", query={}, act=act("admin"))
    share_view(view_id=view.pk, team=people.company, act=act("admin"))
    assert seeing(people) == {"admin", "lin", "wang", "zhao", "stranger"}
    share_view(view_id=view.pk, for_all=True, act=act("admin"))
    assert seeing(people) == set(people.everyone())


def test_who_may_share(act, people):
    mine = save_view(place="accounts", name="Mine", query={}, act=act("lin"))
    with pytest.raises(NotAllowed):
        share_view(view_id=mine.pk, team=people.east, act=act("lin"))
    managers = save_view(place="accounts", name="Hers", query={}, act=act("zhao"))
    for wrong in ({"team": people.north}, {"team": people.company}, {"for_all": True}):
        with pytest.raises(NotAllowed):
            share_view(view_id=managers.pk, act=act("zhao"), **wrong)
    with pytest.raises(NotFound):
        share_view(view_id=managers.pk, team=people.east, act=act("wang"))


def test_others_use_and_copy_but_do_not_change(act, people):
    view = save_view(place="accounts", name="Ours", query={"industry": "Energy"}, act=act("zhao"))
    share_view(view_id=view.pk, team=people.east, act=act("zhao"))
    with pytest.raises(NotAllowed):
        remove_view(view_id=view.pk, act=act("lin"))
    with pytest.raises(NotFound):
        copy_view(view_id=view.pk, act=act("stranger"))
    copies = [copy_view(view_id=view.pk, act=act("lin")) for _turn in range(2)]
    assert [(copy.name, copy.query, copy.is_shared) for copy in copies] == [
        ("Ours", {"industry": "Energy"}, False),
        ("Ours 2", {"industry": "Energy"}, False),
    ]
    remove_view(view_id=view.pk, act=act("admin"))
    assert seeing(people) == {"lin"}


def test_an_administrator_does_not_reach_what_is_not_shared(act):
    view = save_view(place="accounts", name="Mine", query={}, act=act("lin"))
    with pytest.raises(NotFound):
        remove_view(view_id=view.pk, act=act("admin"))


def test_a_shared_view_shows_each_reader_only_what_is_theirs(act, people, lin):
    accounts.create_account(values={"name": "Northern", "industry": "Energy"}, act=act("stranger"))
    view = save_view(place="accounts", name="Energy", query={"industry": "Energy"}, act=act("zhao"))
    share_view(view_id=view.pk, team=people.east, act=act("zhao"))
    page = lin.get("/accounts/?industry=Energy").content.decode()
    assert "Copy the view Energy" in page
    assert "Northern" not in page


def test_sharing_on_the_page(people, act):
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.zhao)
    view = save_view(place="accounts", name="Energy", query={"industry": "Energy"}, act=act("zhao"))
    assert "Share this view with" in client.get("/accounts/?industry=Energy").content.decode()
    client.post(f"/views/{view.pk}/share", {"to": str(people.east.pk), "next": "/accounts/"})
    assert seeing(people) == {"lin", "wang", "zhao"}
    assert client.post(f"/views/{view.pk}/share", {"to": "all", "next": "/accounts/"}).status_code == 403
