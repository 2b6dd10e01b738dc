"""The pages of accounts, as everyone sees them: list, record, form, account team."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.accounts.services.accounts import add_member, archive_account, create_account, update_account
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.orders import record_order
from tests.conftest import TODAY

EVERYONE = ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def as_(people):
    def sign_in(name):
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(people, name))
        return client

    return sign_in


@pytest.fixture
def account(act):
    values = {"name": "澜石重工集团", "short_name": "澜石重工", "industry": "Machinery", "province": "山东"}
    return create_account(values=values, act=act("lin"))


def url(account, act=""):
    return f"/accounts/{account.pk}/{act}"


def text_of(response):
    return response.content.decode()


# ── Who may ──
@pytest.mark.parametrize("address", ["/accounts/", "/accounts/new", "/accounts/1/", "/accounts/pick"])
def test_nobody_reads_without_signing_in(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("wang", 200), ("zhao", 200), ("stranger", 404), ("finance", 200), ("auditor", 200), ("admin", 200)],
)
def test_who_opens_the_page_of_an_account(account, as_, name, status):
    for address in (url(account), url(account, "why")):
        assert as_(name).get(address).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("wang", 403), ("zhao", 200), ("stranger", 404), ("finance", 403), ("auditor", 403)],
)
def test_who_opens_the_form_of_an_account(account, as_, name, status):
    for address in (url(account, "edit"), url(account, "team/add")):
        assert as_(name).get(address).status_code == status


@pytest.mark.parametrize(("name", "status"), [("lin", 200), ("stranger", 200), ("finance", 403), ("auditor", 403)])
def test_who_opens_the_form_of_a_new_account(db, as_, name, status):
    assert as_(name).get("/accounts/new").status_code == status


@pytest.mark.parametrize("name", EVERYONE)
def test_the_list_holds_what_its_reader_sees(account, as_, name):
    assert ("澜石重工" in text_of(as_(name).get("/accounts/"))) is (name != "stranger")


@pytest.mark.parametrize("name", EVERYONE)
def test_a_choice_offers_what_its_reader_sees(account, as_, name):
    assert ("澜石重工" in text_of(as_(name).get("/accounts/pick?q=lszg"))) is (name != "stranger")


@pytest.mark.parametrize(("name", "status"), [("wang", 403), ("stranger", 404), ("auditor", 403)])
@pytest.mark.parametrize("what", ["edit", "archive", "restore", "team/add"])
def test_who_may_not_write_changes_nothing(account, as_, people, name, status, what):
    sent = {"name": "Taken", "user": people.wang.pk}
    assert as_(name).post(url(account, what), sent).status_code == status
    account.refresh_from_db()
    assert (account.name, account.archived_at, account.version) == ("澜石重工集团", None, 1)
    assert not AccountMember.objects.exists()


# ── The list ──
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lszg", True),
        ("q=澜石", True),
        ("q=acme", False),
        ("industry=Machinery", True),
        ("industry=Food", False),
        ("province=山东", True),
        ("ownership=state", False),
        ("owner=none", False),
        ("status=archived", False),
    ],
)
def test_filters_of_the_list(account, as_, query, found):
    assert ("澜石重工</a>" in text_of(as_("lin").get(f"/accounts/?{query}"))) is found


def test_a_filter_that_is_no_number_says_so(db, as_):
    response = as_("lin").get("/accounts/?owner=lin")
    assert response.status_code == 400
    assert "not the number of a record" in text_of(response)


def test_mine_and_my_teams(account, act, as_, people):
    create_account(values={"name": "Wangs own"}, act=act("wang"))
    mine = text_of(as_("lin").get(f"/accounts/?owner={people.lin.pk}"))
    ours = text_of(as_("lin").get(f"/accounts/?team={people.east.pk}"))
    assert "澜石重工" in mine
    assert "Wangs own" not in mine
    assert "Wangs own" in ours


def test_pages_follow_each_other_without_gap_or_repetition(act, as_):
    for number in range(120):
        create_account(values={"name": f"Company {number:03}"}, act=act("lin"))
    seen, address = [], "/accounts/"
    for _ in range(3):
        listed = as_("lin").get(address).context["listed"]
        seen += [line.record.name for line in listed.lines]
        address = listed.next_url
    assert seen == [f"Company {number:03}" for number in range(120)]
    assert address == ""
    assert listed.total == 120


def test_the_list_turns_its_order_round(act, as_):
    for name in ("B", "A", "C"):
        create_account(values={"name": name}, act=act("lin"))
    listed = as_("lin").get("/accounts/?sort=-name").context["listed"]
    assert [line.record.name for line in listed.lines] == ["C", "B", "A"]
    assert listed.heads[0].sorted == "descending"
    assert listed.heads[0].link == "/accounts/?sort=name"


def test_an_empty_workspace_teaches_and_an_empty_filter_clears(db, as_):
    assert "Here stand the companies you sell to" in text_of(as_("lin").get("/accounts/"))
    assert "No account fits this filter" in text_of(as_("lin").get("/accounts/?q=zzz"))


def test_htmx_gets_only_the_list(account, as_):
    part = text_of(as_("lin").get("/accounts/?q=lszg", headers=HTMX))
    assert "<html" not in part
    assert "澜石重工" in part


def cells_of(listed, key):
    place = [head.key for head in listed.heads].index(key)
    return [line.cells[place] for line in listed.lines]


def deal(account, amount, act, name="lin"):
    return create_opportunity(values={"name": "Deal", "account": account, "amount": Decimal(amount)}, act=act(name))


@pytest.mark.parametrize("name", ["lin", "zhao", "auditor"])
def test_the_numbers_of_the_rows_sum_to_the_figure_under_them(account, act, as_, name):
    other = create_account(values={"name": "Other"}, act=act("wang"))
    for of, amount in ((account, 1000), (account, 500), (other, 70)):
        deal(of, amount, act, "lin" if of is account else "wang")
    client = as_(name)
    shown = cells_of(client.get("/accounts/").context["listed"], "open_amount")
    totals = {cell.key: cell.figure for cell in client.get("/accounts/totals").context["cells"]}
    assert totals["open_amount"].value == 1570
    assert totals["open_deals"].value == 3
    assert sum("1,500" in str(cell) for cell in shown) == 1


def test_totals_are_of_the_filter_and_of_visible_accounts_only(account, act, as_, people):
    """Lin's own deal at an account she does not see is hers, but not of a list that does not show the account."""
    hidden = create_account(values={"name": "Hidden"}, act=act("stranger"))
    deal(account, 1000, act)
    add_member(account_id=hidden.pk, user=people.lin, act=act("stranger"))
    deal(hidden, 7, act)
    AccountMember.objects.all().delete()
    total = {cell.key: cell.figure for cell in as_("lin").get("/accounts/totals").context["cells"]}["open_amount"]
    narrowed = as_("lin").get("/accounts/totals?industry=Food").context["cells"]
    assert total.value == 1000
    assert {cell.key: cell.figure for cell in narrowed}["open_amount"].value == 0


def test_deals_of_an_archived_account_are_not_in_the_list_of_present_ones(account, act, as_):
    deal(account, 1000, act)
    archive_account(account_id=account.pk, act=act("lin"))
    here = {cell.key: cell.figure for cell in as_("lin").get("/accounts/totals").context["cells"]}
    gone = {cell.key: cell.figure for cell in as_("lin").get("/accounts/totals?status=archived").context["cells"]}
    assert (here["open_amount"].value, gone["open_amount"].value) == (0, 1000)


def test_closed_in_a_year_includes_orders_outside_the_funnel(account, act, as_):
    record_order(
        values={"account": account, "description": "Small", "amount": 900, "ordered_on": TODAY}, act=act("lin")
    )
    (shown,) = cells_of(as_("lin").get("/accounts/").context["listed"], "closed")
    total = {cell.key: cell.figure for cell in as_("lin").get("/accounts/totals").context["cells"]}["closed"]
    assert total.value in {900, 0}  # the clock of the page may stand more than a year from the tests' day
    assert ("900" in str(shown)) is (total.value == 900)


@pytest.mark.parametrize("field", ["industry", "province", "ownership", "owner"])
def test_choices_of_a_filter_keep_the_rest(account, as_, field):
    options = as_("lin").get(f"/accounts/choices/{field}?q=lszg").context["options"]
    assert options
    assert all("q=lszg" in link for _words, link in options)


def test_choices_show_nothing_of_accounts_outside_the_view(account, as_):
    assert as_("stranger").get("/accounts/choices/industry").context["options"] == []


def test_an_unknown_choice_is_not_found(db, as_):
    assert as_("lin").get("/accounts/choices/secret").status_code == 404


# ── The page ──
def test_the_page_tells_the_story(account, act, as_, people):
    deal(account, 860000, act)
    create_account(values={"name": "Qingdao Port", "parent": account}, act=act("lin"))
    add_member(account_id=account.pk, user=people.stranger, part="Assessment", act=act("lin"))
    page = text_of(as_("lin").get(url(account)))
    for words in ("澜石重工集团", "Machinery", "¥860K", "Qingdao Port", "He Bei", "Assessment", "account team"):
        assert words in page


def test_a_subsidiary_outside_the_view_is_counted_but_not_named(account, act, as_, people):
    below = create_account(values={"name": "Secret Port", "parent": account}, act=act("lin"))
    update_account(account_id=below.pk, values={"owner": people.stranger}, act=act("admin"))
    page = text_of(as_("lin").get(url(account)))
    assert "Secret Port" not in page
    assert "1 more lies outside what you may see" in page


def test_a_parent_outside_the_view_is_not_named(act, as_, people):
    above = create_account(values={"name": "Secret Group"}, act=act("admin"))
    below = create_account(values={"name": "Below", "parent": above, "owner": people.lin}, act=act("admin"))
    Account.objects.filter(pk=above.pk).update(owner=people.stranger)
    client = as_("lin")
    addresses = (url(below), url(below, "edit"), "/accounts/?columns=parent", f"/accounts/?parent={above.pk}")
    assert all("Secret Group" not in text_of(client.get(address)) for address in addresses)


@pytest.mark.parametrize(
    ("name", "why"), [("lin", "You own it"), ("wang", "is in your team"), ("auditor", "sees everything")]
)
def test_why_can_i_see_this(account, as_, name, why):
    assert why in text_of(as_(name).get(url(account, "why")))


def test_why_of_the_account_team_and_of_an_account_nobody_owns(account, act, as_, people):
    add_member(account_id=account.pk, user=people.stranger, act=act("lin"))
    assert "account team" in text_of(as_("stranger").get(url(account, "why")))
    orphan = create_account(values={"name": "Orphan", "owner": None}, act=act("admin"))
    assert "everyone sees it" in text_of(as_("stranger").get(url(orphan, "why")))


def test_the_log_tells_who_changed_what_through_which_surface(account, act, as_):
    update_account(account_id=account.pk, values={"industry": "Energy"}, act=act("zhao"))
    page = text_of(as_("lin").get(url(account)))
    for words in ("Machinery →", "Energy", "Zhao Ming", "page"):
        assert words in page


# ── Forms ──
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


# ── Queries do not grow with rows ──
@pytest.mark.parametrize("address", ["/accounts/", "/accounts/?columns=parent,owner,closed", "/contacts/", "page"])
def test_more_rows_ask_no_more_queries(account, act, as_, django_assert_num_queries, address):
    client = as_("lin")
    where = url(account) if address == "page" else address

    def fill(count):
        for number in range(count):
            below = create_account(values={"name": f"Below {number}", "parent": account}, act=act("lin"))
            create_contact(values={"name": f"Person {number}", "account": account}, roles=["user"], act=act("lin"))
            deal(below, 100, act)
            deal(account, 100, act)

    fill(2)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    fill(12)
    with django_assert_num_queries(len(few)):
        client.get(where)


def test_markup_in_a_name_is_text_everywhere(act, as_):
    bad = "<script>alert(1)</script>"
    made = create_account(values={"name": bad, "industry": bad, "city": bad, "notes": bad}, act=act("lin"))
    deal(made, 100, act)
    for address in ("/accounts/", url(made), url(made, "edit"), "/accounts/pick?q=script", "/search?q=script", "/"):
        assert "<script>alert" not in text_of(as_("lin").get(address))
