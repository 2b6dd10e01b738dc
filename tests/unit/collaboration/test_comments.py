"""Comments: who writes, whom a text names, who is told, changing for a while, taking back."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.collaboration.content.mentions import candidates, places
from keyaccount.apps.collaboration.kinds import kind_of
from keyaccount.apps.collaboration.models import Comment, Mention
from keyaccount.apps.collaboration.queries import comments as queries
from keyaccount.apps.collaboration.services import comments as service
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(account: Any, act: Any) -> Any:
    """say("Hello @wang", who="lin"): a comment on the account."""

    def write(text: str = "Hello", *, who: str = "lin", now: Any = NOW, **given: Any) -> Comment:
        return service.post_comment(kind="account", object_id=account.pk, text=text, act=act(who, now), **given)

    return write


def told() -> list[str]:
    return sorted(Mention.objects.values_list("person__username", flat=True))


# ── Names in a text ──
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@lin", ["lin"]),
        ("hello @lin, and @wang.", ["lin", "wang"]),
        ("请@lin看一下", ["lin"]),
        ("@LIN", ["lin"]),
        ("@lin.wu writes", ["lin.wu"]),
        ("@lin. Then", ["lin"]),
        ("mail lin@wang.com", []),
        ("@@lin", []),
        ("@nobody", []),
        ("@lin @lin", ["lin", "lin"]),
        ("@linda", ["lin"]),
    ],
)
def test_names_in_a_text(text: str, named: list[str]) -> None:
    assert [place.username for place in places(text, {"lin", "wang", "lin.wu"})] == named


@given(st.text(alphabet="@lin .wang请,\n", max_size=60))
def test_what_is_found_stands_there(text: str) -> None:
    known = {"lin", "wang"}
    found = list(places(text, known))
    assert all(text[place.start : place.end].lower() == f"@{place.username}" for place in found)
    assert {place.username for place in found} <= candidates(text)
    assert all(one.end <= two.start for one, two in pairwise(found))


# ── Who writes, who is told ──
@pytest.mark.parametrize("who", ["lin", "wang", "zhao", "finance", "auditor", "admin"])
def test_whoever_sees_may_write(say: Any, who: str) -> None:
    assert say(who=who).author.username == who


def test_whoever_does_not_see_may_not(say: Any) -> None:
    with pytest.raises(NotFound):
        say(who="stranger")


def test_those_named_are_told_but_not_oneself(say: Any) -> None:
    say("@wang @zhao @lin please look")
    assert told() == ["wang", "zhao"]


def test_someone_who_cannot_see_is_said_before_sending(say: Any, people: Any) -> None:
    with pytest.raises(service.MentionedCannotSee, match="He Bei") as refused:
        say("@stranger @wang look")
    assert [person.username for person in refused.value.people] == ["stranger"]
    assert (Comment.objects.count(), told()) == (0, [])
    say("@stranger @wang look", knowing=["stranger"])
    assert told() == ["wang"]
    assert queries.mentions_of(people.stranger) == []


def test_knowing_of_one_is_not_knowing_of_another(say: Any, people: Any) -> None:
    people.wang.team = people.north
    people.wang.save()
    with pytest.raises(service.MentionedCannotSee):
        say("@stranger @wang", knowing=["stranger"])


def test_someone_who_has_left_is_not_named(say: Any, people: Any) -> None:
    people.wang.is_active = False
    people.wang.save()
    say("@wang")
    assert told() == []


def test_a_mention_is_not_seen_once_its_record_is_not(say: Any, people: Any, account: Any, act: Any) -> None:
    say("@wang secret plan")
    assert [str(one.comment) for one in queries.mentions_of(people.wang)] == ["@wang secret plan"]
    people.stranger.team = people.north
    accounts.update_account(account_id=account.pk, values={"owner": people.stranger}, act=act("admin"))
    assert queries.mentions_of(people.wang) == []


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07", "a" * 5001])
def test_what_is_no_comment(say: Any, text: str) -> None:
    with pytest.raises(Invalid):
        say(text)


def test_lines_stay_and_the_unseen_goes(say: Any) -> None:
    assert say("one\r\ntwo\u202e\x00three").text == "one\ntwothree"


def test_too_many_names(say: Any, people: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(service, "MOST_NAMED", 1)
    with pytest.raises(Invalid):
        say("@wang @zhao")


def test_how_many_in_a_while(say: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(service, "MOST", 2)
    say()
    say()
    with pytest.raises(service.TooManyComments):
        say()
    assert say(now=NOW + timedelta(minutes=11)).pk


# ── Changing, taking back ──
def test_changing_keeps_the_earlier_wording(say: Any, act: Any) -> None:
    comment = say("meet on Monday @wang")
    service.change_comment(
        comment_id=comment.pk, text="meet on Tuesday @zhao", act=act("lin", NOW + timedelta(minutes=14))
    )
    comment.refresh_from_db()
    assert (comment.text, told()) == ("meet on Tuesday @zhao", ["zhao"])
    assert [wording.text for wording in queries.wordings_of(comment)] == ["meet on Monday @wang"]


def test_only_for_a_while_and_only_by_its_author(say: Any, act: Any) -> None:
    comment = say()
    with pytest.raises(service.TooLateToChange):
        service.change_comment(comment_id=comment.pk, text="x", act=act("lin", NOW + timedelta(minutes=16)))
    for who in ("wang", "zhao", "admin"):
        with pytest.raises(NotAllowed):
            service.change_comment(comment_id=comment.pk, text="x", act=act(who))
    with pytest.raises(NotFound):
        service.change_comment(comment_id=comment.pk, text="x", act=act("stranger"))


def test_two_windows_clash(say: Any, act: Any) -> None:
    comment = say("a")
    service.change_comment(comment_id=comment.pk, text="b", act=act(), version=1)
    with pytest.raises(Conflict):
        service.change_comment(comment_id=comment.pk, text="c", act=act(), version=1)


def test_taken_back_and_restored(say: Any, act: Any, people: Any, account: Any) -> None:
    comment = say("@wang hello")
    with pytest.raises(NotAllowed):
        service.remove_comment(comment_id=comment.pk, act=act("zhao"))
    service.remove_comment(comment_id=comment.pk, act=act("lin"))
    assert queries.comments_of(kind_of("account"), account.pk).comments == []
    assert queries.mentions_of(people.wang) == []
    with pytest.raises(NotFound):
        queries.comment_seen(people.wang, comment.pk)
    service.restore_comment(comment_id=comment.pk, act=act("admin"))
    assert len(queries.mentions_of(people.wang)) == 1


# ── Read and unread ──
def test_read_and_unread(say: Any, act: Any, people: Any) -> None:
    first, second = say("@wang one"), say("@wang two")
    mention = Mention.objects.get(comment=first)
    with pytest.raises(NotFound):
        service.mark_read(mention_id=mention.pk, act=act("zhao"))
    service.mark_read(mention_id=Mention.objects.get(comment=second).pk, act=act("wang"))
    assert [str(one.comment) for one in queries.mentions_of(people.wang)] == ["@wang one", "@wang two"]
    assert service.mark_all_read(act=act("wang")) == 1
    assert service.mark_all_read(act=act("wang")) == 0


def test_older_ones_page_by_page(say: Any, account: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr(service, "MOST", 100)
    made = [say(str(number)).pk for number in range(5)]
    kind = kind_of("account")
    first = queries.comments_of(kind, account.pk)
    second = queries.comments_of(kind, account.pk, first.older)
    last = queries.comments_of(kind, account.pk, second.older)
    shown = [comment.pk for page in (first, second, last) for comment in page.comments]
    assert (shown, first.total, last.older) == (made[::-1], 5, None)
