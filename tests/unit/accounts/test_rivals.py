"""Rivals: the register for all, notes about them at an account for its own team alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from keyaccount.apps.accounts.models import Account, Rival, RivalNote
from keyaccount.apps.accounts.queries.rivals import rivals_named
from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.accounts.services.rivals import add_note, archive_note, change_note, create_rival, update_rival
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

EVERYONE = ("lin", "wang", "zhao", "stranger", "finance", "auditor", "admin")


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def bolt(act: Any) -> Rival:
    return create_rival(values={"name": "Bolt", "other_names": "立聘, Bolt Inc"}, act=act("lin"))


@pytest.fixture
def note(acme: Account, bolt: Rival, act: Any) -> RivalNote:
    values = {"rival": bolt, "holds": True, "text": "Cheaper by 12 %"}
    return add_note(account_id=acme.pk, values=values, act=act("lin"))


def test_the_register_is_kept_by_those_who_sell(bolt: Rival, act: Any) -> None:
    update_rival(rival_id=bolt.pk, values={"strengths": "Fast"}, act=act("stranger"), version=1)
    with pytest.raises(NotAllowed):
        update_rival(rival_id=bolt.pk, values={"strengths": "Slow"}, act=act("finance"))
    with pytest.raises(Conflict):
        update_rival(rival_id=bolt.pk, values={"strengths": "Cheap"}, act=act("lin"), version=1)
    with pytest.raises(Invalid):
        create_rival(values={"name": "Bolt"}, act=act("lin"))


def test_names_in_a_text_are_found_and_nothing_is_lost(bolt: Rival) -> None:
    text = "立聘、众程, bolt inc；"
    parts = rivals_named(text)
    assert "".join(part.words for part in parts) == text
    assert [part.words.strip() for part in parts if part.rival == bolt] == ["立聘", "bolt inc"]


def test_a_note_is_read_by_the_account_team_alone(
    note: RivalNote, acme: Account, bolt: Rival, people: Any, act: Any, page_of: Any
) -> None:
    add_member(account_id=acme.pk, user=people.wang, act=act("lin"))
    account, card = reverse("accounts:late", args=[acme.pk]), reverse("accounts:rival", args=[bolt.pk])
    trail = "/settings/audit/"
    told = {
        who: [url for url in (account, card, trail) if "Cheaper" in page_of(who, url).content.decode()]
        for who in EVERYONE
    }
    assert told == {**{who: [] for who in EVERYONE}, "lin": [account, card], "wang": [account, card]}


def test_the_trail_says_that_and_not_what(note: RivalNote, act: Any) -> None:
    change_note(note_id=note.pk, values={"text": "Cheaper by 20 %"}, act=act("lin"))
    archive_note(note_id=note.pk, act=act("lin"))
    entries = AuditEntry.objects.filter(entity="accounts.rivalnote").order_by("id")
    assert [entry.action for entry in entries] == ["created", "changed", "archived"]
    assert "Cheaper" not in str(list(entries.values("changes", "label")))


@pytest.mark.parametrize("who", ["wang", "zhao", "admin"])
def test_whoever_does_not_tend_the_account_writes_no_note(acme: Account, bolt: Rival, act: Any, who: str) -> None:
    with pytest.raises(NotFound):
        add_note(account_id=acme.pk, values={"rival": bolt, "text": "x"}, act=act(who))


def test_a_deal_links_the_rivals_it_names(bolt: Rival, make_deal: Any, page_of: Any) -> None:
    deal = make_deal("Deal", rivals="立聘、众程")
    text = page_of("lin", reverse("pipeline:opportunity", args=[deal.pk])).content.decode()
    assert f'<a href="{reverse("accounts:rival", args=[bolt.pk])}">立聘</a>、众程' in text
