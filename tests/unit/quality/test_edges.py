"""Merging and changing in bulk where it is hard: people joined by lines, photos, what was erased, what names by id."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.collaboration.models import Photo
from keyaccount.apps.collaboration.services.photos import set_photo
from keyaccount.apps.contacts.models import Contact, InfluenceLink
from keyaccount.apps.contacts.services import contacts, links
from keyaccount.apps.contacts.services.data_subjects import erase_person
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.pipeline.services import opportunities
from keyaccount.apps.workspace.models import BulkChange, Merge, SavedView
from keyaccount.apps.workspace.queries.quality.bulk_kinds import bulk_kind
from keyaccount.apps.workspace.services import custom_fields
from keyaccount.apps.workspace.services.journal import unpack
from keyaccount.apps.workspace.services.quality.bulk_editing import choose_records, start_change, start_undo
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.apps.workspace.services.quality.undoing import ErasedSince, undo_merge
from tests.conftest import NOW
from tests.unit.exchange.dumps import dump

LATER = NOW + timedelta(days=3)


def everything() -> dict[str, Any]:
    found = dump()
    for label in ("workspace.merge", "workspace.bulkchange", "workspace.bulkbatch"):
        del found[label]
    return found


@pytest.fixture
def trio(make_account: Any, make_contact: Any) -> tuple[Contact, Contact, Contact]:
    account = make_account("Acme")
    one, other, third = (make_contact(name, account=account) for name in ("王伟", "王 伟", "李强"))
    return one, other, third


# ── People joined to each other ──
def test_lines_between_the_two_go_and_their_other_lines_meet(trio: Any, act: Any) -> None:
    one, other, third = trio
    pairs = ((one, other), (other, one), (one, third), (other, third), (third, one), (third, other))
    for source, target in pairs:
        links.draw_link(source_id=source.pk, target_id=target.pk, act=act())
    between = InfluenceLink.objects.get(source=one, target=other)
    links.change_link(link_id=between.pk, kind="conflict", strength=3, act=act(now=LATER))
    before = everything()
    done = merge(CONTACTS, survivor=one.pk, merged=other.pk, act=act(now=LATER))
    lines = InfluenceLink.objects.current().values_list("source", "target")
    assert sorted(lines) == sorted([(one.pk, third.pk), (third.pk, one.pk)])
    undo_merge(merge_id=done.pk, act=act(now=LATER))
    assert everything() == before


@pytest.mark.parametrize("upside_down", [False, True])
@pytest.mark.parametrize("take", [(), ("reports_to",)])
def test_somebody_never_reports_to_themselves(trio: Any, act: Any, take: Any, *, upside_down: bool) -> None:
    top, below, third = trio
    contacts.update_contact(contact_id=below.pk, values={"reports_to": top}, act=act())
    contacts.update_contact(contact_id=third.pk, values={"reports_to": below}, act=act(now=LATER))
    before = everything()
    stays, goes = (below, top) if upside_down else (top, below)
    done = merge(CONTACTS, survivor=stays.pk, merged=goes.pk, take=take, act=act(now=LATER))
    stays.refresh_from_db()
    third.refresh_from_db()
    assert (stays.reports_to_id, third.reports_to_id) == (None, stays.pk)
    assert not stays.states.filter(reports_to=stays).exists()
    undo_merge(merge_id=done.pk, act=act(now=LATER))
    assert everything() == before


# ── Two photos ──
def test_of_two_photos_one_stays_and_the_other_comes_back_with_an_undo(trio: Any, act: Any) -> None:
    for contact, shade in ((trio[0], 10), (trio[1], 200)):
        photo_of(contact, shade, act())
    kept, gone = Photo.objects.order_by("object_id").values_list("stored", flat=True)
    done = merge(CONTACTS, survivor=trio[0].pk, merged=trio[1].pk, act=act(now=LATER))
    assert Photo.objects.get().stored == kept
    undo_merge(merge_id=done.pk, act=act(now=LATER))
    assert set(Photo.objects.values_list("stored", flat=True)) == {kept, gone}
    assert default_storage.exists(gone)


def test_erasing_the_one_takes_the_face_that_the_merge_set_aside(
    trio: Any, act: Any, django_capture_on_commit_callbacks: Any
) -> None:
    for contact, shade in ((trio[0], 10), (trio[1], 200)):
        photo_of(contact, shade, act())
    files = list(Photo.objects.values_list("stored", flat=True))
    merge(CONTACTS, survivor=trio[0].pk, merged=trio[1].pk, act=act(now=LATER))
    with django_capture_on_commit_callbacks(execute=True):
        erase(trio[0], act)
    assert [default_storage.exists(name) for name in files] == [False, False]


def photo_of(contact: Contact, shade: int, act: Any) -> None:
    written = BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(written, "PNG")
    set_photo(kind="contact", object_id=contact.pk, name="a.png", content=written, size=written.tell(), act=act)


# ── After an erasure ──
def erase(contact: Contact, act: Any) -> None:
    contact.refresh_from_db()
    erase_person(contact_id=contact.pk, request="Letter", typed_name=contact.name, act=act(now=LATER))


def test_a_merge_of_an_erased_person_says_what_cannot_come_back(trio: Any, act: Any) -> None:
    done = merge(CONTACTS, survivor=trio[0].pk, merged=trio[1].pk, act=act(now=LATER))
    erase(trio[0], act)
    with pytest.raises(ErasedSince) as refused:
        undo_merge(merge_id=done.pk, act=act(now=LATER))
    assert "erased" in str(refused.value)
    assert Merge.objects.get(pk=done.pk).packed == b""
    assert "王" not in str(list(Merge.objects.values_list("survivor_label", "merged_label")))


def test_a_merge_of_accounts_does_not_bring_an_erased_person_back(trio: Any, make_account: Any, act: Any) -> None:
    stays = make_account("Acme Ltd")
    done = merge(ACCOUNTS, survivor=stays.pk, merged=trio[0].account_id, act=act(now=LATER))
    erase(trio[0], act)
    with pytest.raises(ErasedSince) as refused:
        undo_merge(merge_id=done.pk, act=act(now=LATER))
    assert "erased" in str(refused.value)
    trio[0].refresh_from_db()
    assert trio[0].name == f"Erased person {trio[0].pk}"
    assert "王伟" not in held_in(Merge.objects.get(pk=done.pk))


def held_in(done: Merge) -> str:
    return str(unpack(bytes(done.packed))) if done.packed else ""


def test_a_bulk_change_is_taken_back_for_all_but_the_erased(trio: Any, act: Any) -> None:
    change = choose_records(bulk_kind("contacts"), deed="set", ids=[one.pk for one in trio], act=act())
    start_change(change_id=change.pk, values={"department": "HR"}, act=act(now=LATER))
    erase(trio[0], act)
    start_undo(change_id=change.pk, act=act(now=LATER))
    change = BulkChange.objects.get(pk=change.pk)
    assert [one["id"] for one in change.kept] == [trio[0].pk]
    assert "erased" in change.kept[0]["reason"]
    assert set(Contact.objects.exclude(pk=trio[0].pk).values_list("department", flat=True)) == {""}
    assert Contact.objects.get(pk=trio[0].pk).name == f"Erased person {trio[0].pk}"


# ── What names a record by its id ──
def test_saved_views_and_custom_fields_lead_on_and_back(
    make_account: Any, make_deal: Any, act: Any, people: Any
) -> None:
    custom_fields.add_field(on="opportunities", kind="account", name="Through", act=act("admin"))
    stays, goes, other = (make_account(name) for name in ("Acme", "Acme Ltd", "Other"))
    deal = opportunities.create_opportunity(
        values={"name": "Deal", "account": other, "custom_through": goes}, act=act()
    )
    asked = {
        "account": f"{other.pk},{goes.pk}",
        "custom_through": str(goes.pk),
        "q": str(goes.pk),
        "stage": str(goes.pk),
    }
    view = SavedView.objects.create(owner=people.lin, place="pipeline", name="Mine", query=asked, created_at=NOW)
    both = f"{goes.pk},{stays.pk}"
    twice = SavedView.objects.create(
        owner=people.wang, place="pipeline", name="Both", query={"account": both}, created_at=NOW
    )
    before = everything()
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act(now=LATER))
    for record in (view, twice, deal):
        record.refresh_from_db()
    assert deal.custom == {"through": stays.pk}
    assert view.query == {**asked, "account": f"{other.pk},{stays.pk}", "custom_through": str(stays.pk)}
    assert twice.query == {"account": str(stays.pk)}
    undo_merge(merge_id=done.pk, act=act(now=LATER))
    assert everything() == before


def test_a_view_changed_since_keeps_its_change_and_the_merge_is_taken_back(
    make_account: Any, act: Any, people: Any
) -> None:
    stays, goes = make_account("Acme"), make_account("Acme Ltd")
    asked = {"account": str(goes.pk)}
    view = SavedView.objects.create(owner=people.lin, place="pipeline", name="Mine", query=asked, created_at=NOW)
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act(now=LATER))
    SavedView.objects.filter(pk=view.pk).update(query={"q": "campus"})
    undo_merge(merge_id=done.pk, act=act(now=LATER))
    view.refresh_from_db()
    assert view.query == {"q": "campus"}


# ── Custom fields ──
def test_custom_fields_are_chosen_one_by_one_in_a_merge(make_account: Any, act: Any, page_of: Any, send: Any) -> None:
    for name in ("Colour", "Size"):
        custom_fields.add_field(on="accounts", kind="text", name=name, act=act("admin"))
    stays = make_account("Acme", custom_colour="red", custom_size="S")
    goes = make_account("Acme Ltd", custom_colour="blue", custom_size="L")
    url = f"/quality/accounts/{stays.pk}/{goes.pk}/merge"
    page = page_of("lin", url).content.decode()
    assert all(word in page for word in ("Colour", "red", "blue", "Size"))
    data = {"stays": "1", "goes": "1", "take_custom_colour": "goes", "take_custom_size": "stays"}
    assert send("lin", url, data).status_code == 302
    stays.refresh_from_db()
    assert stays.custom == {"colour": "blue", "size": "S"}
    undo_merge(merge_id=Merge.objects.get().pk, act=act())
    assert Account.objects.get(pk=stays.pk).custom == {"colour": "red", "size": "S"}


def test_a_field_for_the_team_is_not_shown_to_who_merges_from_outside_it(
    make_account: Any, act: Any, page_of: Any, send: Any
) -> None:
    custom_fields.add_field(on="accounts", kind="text", name="Family", audience="tenders", act=act("admin"))
    stays = make_account("Acme", custom_family="Two sons")
    goes = make_account("Acme Ltd", custom_family="A daughter")
    url = f"/quality/accounts/{stays.pk}/{goes.pk}/merge"
    assert "A daughter" in page_of("lin", url).content.decode()
    page = page_of("zhao", url).content.decode()
    assert "Two sons" not in page
    assert "A daughter" not in page
    send("zhao", url, {"stays": "1", "goes": "1", "take_custom_family": "goes"})
    stays.refresh_from_db()
    assert stays.custom == {"family": "Two sons"}


def test_custom_fields_are_set_in_bulk_with_preview_and_undo(
    make_account: Any, act: Any, page_of: Any, send: Any
) -> None:
    custom_fields.add_field(on="accounts", kind="text", name="Colour", act=act("admin"))
    custom_fields.add_field(on="accounts", kind="account", name="Through", act=act("admin"))
    made = [make_account(f"Firm {number}", custom_colour="red" if number else "blue") for number in range(3)]
    change = choose_records(bulk_kind("accounts"), deed="set", ids=[one.pk for one in made], act=act())
    url = f"/bulk/{change.pk}/"
    assert "Colour" in page_of("lin", url).content.decode()
    asked = {"set_custom_colour": "on", "custom_colour": "blue", "set_custom_through": "on"}
    asked["custom_through"] = str(made[0].pk)
    page = send("lin", url, {**asked, "preview": "1"}).content.decode()
    assert "red" in page
    before = everything()
    assert send("lin", url, asked).status_code == 302
    assert [one.custom for one in Account.objects.order_by("pk")] == [{"colour": "blue", "through": made[0].pk}] * 3
    result = page_of("lin", url).content.decode()
    assert "Colour" in result
    assert "Firm 0" in result
    start_undo(change_id=change.pk, act=act(now=LATER))
    assert everything() == before


def test_a_field_for_the_team_is_set_in_bulk_only_where_one_is_on_it(make_account: Any, act: Any) -> None:
    custom_fields.add_field(on="accounts", kind="text", name="Family", audience="tenders", act=act("admin"))
    made = [make_account("One"), make_account("Two", who="wang")]
    change = choose_records(bulk_kind("accounts"), deed="set", ids=[one.pk for one in made], act=act("zhao"))
    change = start_change(change_id=change.pk, values={"custom_family": "x"}, act=act("zhao"))
    assert (change.changed, len(change.refused)) == (0, 2)
    accounts.add_member(account_id=made[0].pk, user=act("zhao").actor, act=act())
    again = choose_records(bulk_kind("accounts"), deed="set", ids=[one.pk for one in made], act=act("zhao"))
    again = start_change(change_id=again.pk, values={"custom_family": "x"}, act=act("zhao"))
    assert (again.changed, [one["id"] for one in again.refused]) == (1, [made[1].pk])
