"""Comments on the pages of records, whom one may mention, and the list on the first page."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.collaboration.models import Comment, Mention
from tests.unit.conftest import PART

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(account: Any) -> str:
    return f"/comments/account/{account.pk}/"


def test_a_text_is_text(send: Any, page_of: Any, account: Any, url: str) -> None:
    send("lin", url, {"text": "<script>alert(1)</script>\nsecond & line"})
    page = page_of("wang", f"/accounts/{account.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>second &amp; line" in page


def test_names_are_shown_in_the_readers_language(send: Any, page_of: Any, account: Any, url: str) -> None:
    send("lin", url, {"text": "请@wang看<b>"})
    assert (
        '请<b class="ka-named">@Wang Siyuan</b>看&lt;b&gt;'
        in page_of("wang", f"/accounts/{account.pk}/").content.decode()
    )


def test_what_was_typed_stays_when_refused(send: Any, url: str) -> None:
    answer = send("lin", url, {"text": "hello @stranger"}, **PART)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "hello @stranger</textarea>" in text
    assert "He Bei cannot see this record" in text
    assert 'name="knowing" value="stranger"' in text
    assert not Comment.objects.exists()
    answer = send("lin", url, {"text": "hello @stranger", "knowing": ["stranger"]}, **PART)
    assert (answer.status_code, Mention.objects.count()) == (200, 0)


def test_what_is_said_while_writing(page_of: Any, url: str) -> None:
    text = page_of("lin", f"{url}told?text=@wang+@stranger+@lin").content.decode()
    assert "Will be told: Wang Siyuan" in " ".join(text.split()).replace("</svg>", "")
    assert "He Bei cannot see this record" in text
    assert "Lin" not in text


def test_whom_one_may_mention(page_of: Any, url: str) -> None:
    options = page_of("lin", f"{url}people?q=he").content.decode()
    assert 'data-value="stranger"' in options
    assert "cannot see this" in options
    assert "cannot see this" not in page_of("lin", f"{url}people?q=wang").content.decode()
    assert page_of("stranger", f"{url}people?q=he").status_code == 404


def test_the_log_tells_of_comments(send: Any, page_of: Any, account: Any, url: str) -> None:
    send("lin", url, {"text": "the budget is fixed"})
    log = page_of("wang", f"/accounts/{account.pk}/").content.decode().partition('<aside class="log"')[2]
    assert "the budget is fixed" in log


def test_search_does_not_find_what_was_said(send: Any, page_of: Any, account: Any, url: str) -> None:
    send("lin", url, {"text": "Quartzite7341"})
    for who in ("lin", "wang", "stranger", "admin"):
        for place in ("/search/?q=Quartzite7341", "/accounts/?q=Quartzite7341", "/accounts/pick?q=Quartzite7341"):
            answer = page_of(who, place, **PART).content.decode()
            assert "accounts/" + str(account.pk) not in answer, (who, place)


def test_changing_and_its_history(send: Any, page_of: Any, url: str) -> None:
    send("lin", url, {"text": "Monday"})
    comment = Comment.objects.get()
    assert "Monday</textarea>" in page_of("lin", f"/comments/{comment.pk}/change", **PART).content.decode()
    assert page_of("zhao", f"/comments/{comment.pk}/change").status_code == 403
    assert send("lin", f"/comments/{comment.pk}/change", {"text": " "}, **PART).status_code == 422
    answer = send("lin", f"/comments/{comment.pk}/change", {"text": "Tuesday", "version": "1"}, **PART)
    assert answer["HX-Redirect"].endswith(f"#comment-{comment.pk}")
    history = page_of("wang", f"/comments/{comment.pk}/wordings").content.decode()
    assert "Monday" in history
    assert "Tuesday" in history


def test_taking_back_offers_to_restore(send: Any, url: str) -> None:
    send("lin", url, {"text": "Monday"})
    comment = Comment.objects.get()
    assert "is taken back" in send("lin", f"/comments/{comment.pk}/remove", **PART).content.decode()
    assert "Monday" in send("lin", f"/comments/{comment.pk}/restore", **PART).content.decode()


def test_mentioned_you_on_the_first_page(send: Any, page_of: Any, account: Any, url: str, make_deal: Any) -> None:
    make_deal("Campus", who="wang")
    assert "Mentioned you" not in page_of("wang", "/").content.decode()
    send("lin", url, {"text": "@wang look at <this>"})
    page = page_of("wang", "/").content.decode()
    mention = Mention.objects.get()
    assert "1 unread" in page
    assert f"/accounts/{account.pk}/#comment-{mention.comment_id}" in page
    assert "<this>" not in page
    assert "Mentioned you" not in page_of("zhao", "/").content.decode()
    assert "1 unread" not in send("wang", f"/mentions/{mention.pk}/read", **PART).content.decode()
    assert send("zhao", f"/mentions/{mention.pk}/read").status_code == 404


def test_older_comments(send: Any, page_of: Any, url: str, monkeypatch: Any) -> None:
    from keyaccount.apps.collaboration.queries import comments as queries

    monkeypatch.setattr(queries, "PAGE", 1)
    send("lin", url, {"text": "first"})
    answer = send("lin", url, {"text": "second"}, **PART).content.decode()
    newest = Comment.objects.latest("id")
    assert f"older?before={newest.pk}" in answer
    assert "first" in page_of("wang", f"{url}older?before={newest.pk}").content.decode()
