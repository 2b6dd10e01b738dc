"""Comments and files through the API: the same services, the same rights, the same limits as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.collaboration.models import Attachment, Comment, FileRules, Mention, Scan
from tests.unit.api.conftest import Caller

Call = Callable[..., Caller]


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def bring(people: Any, acme: Account, at_nine: None) -> Callable[..., HttpResponse]:
    """bring("lin", "a.txt", b"Hello") uploads a file to lin's account."""

    def send(who: str, name: str, content: bytes, **form: Any) -> HttpResponse:
        client = Client()
        client.force_login(getattr(people, who))
        given = {"kind": "account", "record": acme.pk, "file": SimpleUploadedFile(name, content), **form}
        answer: HttpResponse = client.post("/api/v1/files", given)
        return answer

    return send


def said(acme: Account, text: str, **more: Any) -> dict[str, Any]:
    return {"kind": "account", "record": acme.pk, "text": text, **more}


# ── Comments ──
@pytest.mark.usefixtures("at_nine")
def test_a_comment_is_written_listed_changed_removed_and_put_back(call: Call, acme: Account) -> None:
    made = call().post("/comments", said(acme, "Call them, @wang"))
    assert made.status_code == 201
    comment = made.json()
    assert made["Location"] == f"/api/v1/comments/{comment['id']}"
    assert comment["record"] == {"kind": "account", "id": acme.pk}
    assert [one["username"] for one in comment["mentions"]] == ["wang"]
    path = f"/comments/{comment['id']}"
    changed = call().patch(path, {"text": "Call them today, @zhao"}, If_Match=made["ETag"])
    assert [one["username"] for one in changed.json()["mentions"]] == ["zhao"]
    assert call("wang").get(path).json()["text"] == "Call them today, @zhao"
    assert call().delete(path).status_code == 204
    assert call().items(f"/comments?kind=account&record={acme.pk}") == []
    assert call("wang").get(path).status_code == 404
    assert call().get(path).json()["archived_at"]
    assert call().post(f"{path}/restore").json()["archived_at"] is None


@pytest.mark.usefixtures("at_nine")
def test_comments_are_listed_by_record_page_by_page(call: Call, acme: Account, act: Any) -> None:
    other = create_account(values={"name": "Other"}, act=act("lin"))
    for number in range(5):
        call().post("/comments", said(acme, f"Number {number}"))
    call().post("/comments", said(other, "Elsewhere"))
    found = call("wang").items(f"/comments?kind=account&record={acme.pk}&limit=2")
    assert [one["text"] for one in found] == [f"Number {number}" for number in (4, 3, 2, 1, 0)]
    assert call("wang").items("/comments?kind=contact") == []
    assert call("stranger").items("/comments") == []
    assert call().get("/comments?kind=deal").status_code == 422


@pytest.mark.usefixtures("at_nine")
def test_who_sees_a_record_may_comment_and_only_its_author_changes_it(call: Call, acme: Account) -> None:
    path = f"/comments/{call().post('/comments', said(acme, 'Hello')).json()['id']}"
    assert call("wang").post("/comments", said(acme, "Hello too")).status_code == 201
    assert call("stranger").post("/comments", said(acme, "Hello")).status_code == 404
    for who, status in {"wang": 403, "zhao": 403, "stranger": 404}.items():
        assert call(who).patch(path, {"text": "Mine"}).status_code == status, who
        assert call(who).delete(path).status_code == status, who
    assert Comment.objects.get(text="Hello").archived_at is None


@pytest.mark.usefixtures("at_nine")
def test_naming_someone_who_cannot_see_the_record_has_to_be_known(call: Call, acme: Account) -> None:
    refused = call().post("/comments", said(acme, "Ask @stranger"))
    assert (refused.status_code, refused.json()["code"]) == (409, "mentioned_cannot_see")
    assert not Comment.objects.exists()
    kept = call().post("/comments", said(acme, "Ask @stranger", not_told=["stranger"]))
    assert (kept.status_code, kept.json()["mentions"]) == (201, [])
    assert not Mention.objects.exists()


@pytest.mark.usefixtures("at_nine")
def test_what_cannot_be_a_comment_is_refused(call: Call, acme: Account) -> None:
    for text in ("", "   ", "x" * 5001):
        refused = call().post("/comments", said(acme, text))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "text")


def test_a_comment_stands_after_a_quarter_of_an_hour(call: Call, acme: Account, time_machine: Any) -> None:
    time_machine.move_to("2026-11-19T01:00:00+00:00", tick=False)
    path = f"/comments/{call().post('/comments', said(acme, 'Hello')).json()['id']}"
    time_machine.shift(15 * 60)
    assert call().patch(path, {"text": "Still mine"}).status_code == 200
    time_machine.shift(1)
    refused = call().patch(path, {"text": "Too late"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late_to_change")


# ── Files ──
def test_a_file_is_brought_read_taken_away_and_put_back(bring: Any, call: Call, acme: Account) -> None:
    made = bring("lin", "合同.txt", b"Hello").json()
    assert (made["name"], made["revision"], made["size"]) == ("合同.txt", 1, 5)
    assert bring("lin", "合同.txt", b"Hello again").json()["revision"] == 2
    path = f"/files/{made['id']}"
    content = call("wang").get(f"{path}/content")
    assert b"".join(content.streaming_content) == b"Hello"
    assert content["Content-Disposition"].startswith("attachment")
    assert "sandbox" in content["Content-Security-Policy"]
    assert call().delete(path).status_code == 204
    assert [one["revision"] for one in call().items(f"/files?kind=account&record={acme.pk}")] == [2]
    assert call().post(f"{path}/restore").status_code == 200
    assert len(call("wang").items("/files")) == 2


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("auditor", 403), ("stranger", 404)])
def test_only_who_writes_the_record_brings_and_takes_files(bring: Any, call: Call, who: str, status: int) -> None:
    path = f"/files/{bring('lin', 'a.txt', b'Hello').json()['id']}"
    assert bring(who, "b.txt", b"Hello").status_code == status
    assert call(who).delete(path).status_code == status
    assert call(who).get(f"{path}/content").status_code == (404 if who == "stranger" else 200)
    assert Attachment.objects.present().count() == 1


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.exe", b"MZ", 422, "type_not_taken"),
        ("a.pdf", b"Hello", 422, "not_what_it_says"),
        ("a.txt", b"", 422, "attachment_empty"),
        ("a.txt", b"x" * (1024 * 1024 + 1), 413, "attachment_too_large"),
    ],
)
def test_the_limits_of_the_pages_hold(bring: Any, name: str, content: bytes, status: int, code: str) -> None:
    FileRules.objects.update(file_mb=1)
    refused = bring("lin", name, content)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Attachment.objects.exists()


def test_what_is_not_scanned_yet_is_not_given_out(bring: Any, call: Call) -> None:
    made = bring("lin", "a.txt", b"Hello").json()
    Attachment.objects.update(scan=Scan.PENDING)
    refused = call().get(f"/files/{made['id']}/content")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_readable")
    assert call().get(f"/files/{made['id']}").json()["scan"] == "pending"


def test_a_token_that_may_only_read_writes_nothing(call: Call, acme: Account) -> None:
    assert call(may_write=False).post("/comments", said(acme, "Hello")).json()["code"] == "token_may_not_write"
