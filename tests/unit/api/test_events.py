"""Events and guests through the API: the same services, the same rights, deals told only to those who see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.events.models import Guest
from tests.unit.api.conftest import Caller

Call = Callable[..., Caller]
PLAN = {"name": "Plant day", "kind": "Seminar", "starts_on": "2026-11-10", "cost": "900.00"}


@pytest.fixture
def people_there(act: Any) -> list[int]:
    home = create_account(values={"name": "Acme"}, act=act("lin"))
    names = ("An Li", "Bo Chen")
    return [create_contact(values={"name": name, "account": home}, act=act("lin")).pk for name in names]


@pytest.mark.django_db
@pytest.mark.usefixtures("at_nine")
def test_an_event_from_plan_to_what_followed(call: Call, people_there: list[int], make_deal: Any) -> None:
    lin = call("lin")
    event = lin.post("/events", PLAN).json()
    assert (event["ends_on"], event["owner"]["username"], event["cost"]) == ("2026-11-10", "lin", "900.00")
    invited = lin.post(f"/events/{event['id']}/guests", {"contacts": [people_there[0], "Bo Chen"]}).json()
    assert (len(invited["invited"]), invited["known"], invited["refused"]) == (2, 0, 0)
    assert lin.post(f"/events/{event['id']}/guests", {"contacts": people_there}).json()["known"] == 2
    guest = invited["invited"][0]
    deal = make_deal("Line 2", account=Guest.objects.get(pk=guest).account)
    said = lin.patch(f"/guests/{guest}", {"came": True, "followed": "a quote", "opportunity": deal.pk})
    assert said.json()["opportunity"] == {"id": deal.pk, "name": "Line 2"}
    assert lin.get(f"/events/{event['id']}").json()["state"] == "held"
    assert [one["id"] for one in lin.items("/guests?came=true")] == [guest]
    assert [one["id"] for one in lin.items(f"/guests?opportunity={deal.pk}")] == [guest]
    figure = lin.get(f"/figures/events.attendance?event={event['id']}").json()
    assert float(figure["value"]) == 0.5
    brought = lin.get(f"/figures/events.pipeline?event={event['id']}&days=0").json()
    assert [row["deal"] for row in brought["rows"]] == ["Line 2"]
    assert lin.delete(f"/guests/{guest}").status_code == 204
    assert lin.items(f"/guests?event={event['id']}&came=true") == []
    assert lin.post(f"/guests/{guest}/restore").json()["followed"] == "a quote"


@pytest.mark.django_db
@pytest.mark.usefixtures("at_nine")
def test_a_deal_that_the_caller_does_not_see_is_neither_told_nor_found(
    call: Call, people_there: list[int], make_deal: Any
) -> None:
    lin, deal = call("lin"), make_deal("Secret", who="stranger")
    event = lin.post("/events", PLAN).json()
    (guest, _other) = lin.post(f"/events/{event['id']}/guests", {"contacts": people_there}).json()["invited"]
    Guest.objects.filter(pk=guest).update(opportunity=deal)
    assert lin.get(f"/guests/{guest}").json()["opportunity"] is None
    assert lin.items(f"/guests?opportunity={deal.pk}") == []
    assert [one["id"] for one in call("admin").items(f"/guests?opportunity={deal.pk}")] == [guest]


@pytest.mark.django_db
@pytest.mark.usefixtures("at_nine")
def test_what_is_refused_says_where(call: Call, people_there: list[int], people: Any) -> None:
    lin = call("lin")
    wrong = lin.post("/events", {**PLAN, "ends_on": "2026-11-09"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "ends_on")
    event = lin.post("/events", {**PLAN, "starts_on": "2026-12-01"}).json()
    (guest, _other) = lin.post(f"/events/{event['id']}/guests", {"contacts": people_there}).json()["invited"]
    early = lin.patch(f"/guests/{guest}", {"came": True})
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "came")
    assert call("stranger").get(f"/guests/{guest}").status_code == 404
    people.zhao.role.field_groups = []
    people.zhao.role.save()
    zhao = call("zhao")
    assert "cost" not in zhao.get(f"/events/{event['id']}").json()
    assert zhao.patch(f"/events/{event['id']}", {"cost": "1.00"}).json()["code"] == "field_not_shown"
    lin.patch(f"/events/{event['id']}", {"state": "cancelled"})
    closed = lin.post(f"/events/{event['id']}/guests", {"contacts": people_there})
    assert (closed.status_code, closed.json()["code"]) == (409, "event_cancelled")
