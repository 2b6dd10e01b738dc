"""Imports over the API: bring, check, run, undo; nobody sees those of another."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import AuditEntry, Surface
from keyaccount.apps.workspace.services import jobs
from keyaccount.surfaces.exchange.models import Import
from tests.unit.api.conftest import BASE

ACCOUNTS = "客户名称,行业,城市\n华为技术,通信,深圳\n招商银行,银行,深圳\n,银行,上海\n"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bring(call: Any) -> Any:
    """bring("zhao", "accounts.csv", text) uploads files as that person."""

    def upload(who: str, *files: tuple[str, str | bytes], headers: Any = None, **form: Any) -> Any:
        caller = call(who)
        parts = [
            SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
            for name, content in files
        ]
        return caller.client.post(
            f"{BASE}/imports",
            {**form, "files": parts},
            headers={"Authorization": f"Bearer {caller.secret}", **(headers or {})},
        )

    return upload


def work() -> None:
    """What a worker does."""
    while jobs.work_once(runner="test", clock=timezone.now) is not None:
        pass


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_bring_check_run_undo(call: Any, bring: Any) -> None:
    zhao = call("zhao")
    made = bring("zhao", ("accounts.csv", ACCOUNTS.encode("gb18030")))
    assert made.status_code == 201, made.content
    assert (made.json()["status"], made.json()["report"]["files"][0]["entity"]) == ("draft", "accounts")
    assert made.json()["report"]["files"][0]["encoding"].lower() == "gb18030"
    assert not Account.objects.exists()
    url = made["Location"]

    assert zhao.post(f"{url}/check").json()["job_id"] is not None
    work()
    checked = zhao.get(url).json()
    assert (checked["status"], checked["check_report"]["created"], checked["check_report"]["rejected"]) == (
        "draft",
        2,
        1,
    )
    assert not Account.objects.exists()

    job = zhao.post(f"{url}/run").json()["job_id"]
    work()
    assert zhao.get(f"/jobs/{job}").json()["status"] == "done"
    done = zhao.get(url).json()
    report = done["report"]
    assert (done["status"], report["read"], report["created"], report["rejected"]) == ("done", 3, 2, 1)
    assert report["reconciles"]
    assert set(Account.objects.values_list("name", flat=True)) == {"华为技术", "招商银行"}
    assert AuditEntry.objects.filter(entity="accounts.account", surface=Surface.IMPORT).count() == 2
    assert refused(zhao.post(f"{url}/run")) == (409, "already_run")

    lines = zhao.get(f"{url}/rejected")
    assert lines["Content-Type"].startswith("text/csv")
    text = b"".join(lines.streaming_content).decode()
    assert "银行,上海" in text
    assert "华为" not in text

    assert zhao.post(f"{url}/undo", {}).status_code == 200
    work()
    assert zhao.get(url).json()["status"] == "undone"
    assert not Account.objects.exists()
    assert refused(zhao.post(f"{url}/undo", {})) == (409, "cannot_undo")


def test_run_at_once(call: Any, bring: Any) -> None:
    made = bring("zhao", ("accounts.csv", ACCOUNTS), run="true")
    assert made.json()["job_id"] is not None
    work()
    assert call("zhao").get(made["Location"]).json()["report"]["created"] == 2


def test_a_record_changed_since_holds_the_undo_up(call: Any, bring: Any) -> None:
    made = bring("zhao", ("accounts.csv", ACCOUNTS), run="true")
    work()
    account = call("zhao").items("/accounts")[0]["id"]
    call("zhao").patch(f"/accounts/{account}", {"city": "北京"})
    assert refused(call("zhao").post(f"{made['Location']}/undo", {})) == (409, "undo_refused")
    assert call("zhao").post(f"{made['Location']}/undo", {"force": True}).status_code == 200
    work()
    assert not Account.objects.exists()


def test_ambiguous_dates_are_asked_about(bring: Any) -> None:
    text = "name,account,expected close\nDeal,,01/02/2026\n"
    answer = bring("zhao", ("opportunities.csv", text))
    assert refused(answer) == (422, "date_format_needed"), answer.content
    assert answer.json()["about"]["heading"] == "expected close"
    assert not Import.objects.exists()
    options = json.dumps({"date_format": "dmy"})
    assert bring("zhao", ("opportunities.csv", text), options=options).status_code == 201


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.csv", "", 422, "file_empty"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), 422, "not_a_table"),
        ("a.csv", "name,name\nx,y\n", 422, "repeated_heading"),
        ("colours.csv", "colour,size\nred,5\n", 422, "not_recognised"),
        ("a.csv", "name\n" + "x" * 3_000_000, 413, "file_too_large"),
    ],
)
def test_what_cannot_be_imported(bring: Any, settings: Any, name: str, content: Any, status: int, code: str) -> None:
    settings.UPLOAD_LIMIT = 2 * 1024 * 1024
    answer = bring("zhao", (name, content))
    assert refused(answer) == (status, code), answer.content
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "options",
    ["{", "[]", '{"colour": 1}', '{"mode": "delete"}', '{"as_of": "31/12/2017"}', '{"encoding": "rot13"}'],
)
def test_options_that_there_are_not(bring: Any, options: str) -> None:
    answer = bring("zhao", ("accounts.csv", ACCOUNTS), options=options)
    assert refused(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["field"].startswith("options")


def test_a_preset_that_there_is_not(bring: Any) -> None:
    assert refused(bring("zhao", ("accounts.csv", ACCOUNTS), preset="excel")) == (422, "unknown_preset")


def test_no_file_at_all(bring: Any, call: Any) -> None:
    assert refused(bring("zhao")) == (422, "invalid")
    assert call("zhao").post("/imports", {"files": "accounts.csv"}).status_code == 422


@pytest.mark.parametrize("who", ["lin", "wang", "stranger", "finance", "auditor"])
def test_who_may_not_import(bring: Any, who: str) -> None:
    assert refused(bring(who, ("accounts.csv", ACCOUNTS))) == (403, "not_allowed")
    assert not Import.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("lin", 403), ("finance", 403), ("auditor", 403), ("other", 404)])
def test_imports_are_their_owners(people: Any, call: Any, bring: Any, who: str, status: int) -> None:
    """Nobody sees those of another; to whose role may not import they do not open at all."""
    people.other = people.stranger
    people.other.role = people.zhao.role
    people.other.save()
    url = bring("zhao", ("accounts.csv", ACCOUNTS))["Location"]
    caller = call(who)
    listed = caller.get("/imports")
    assert (listed.status_code, listed.json().get("items")) == ((200, []) if status == 404 else (403, None))
    for method, path in (("GET", ""), ("GET", "/rejected"), ("POST", "/check"), ("POST", "/run"), ("DELETE", "")):
        assert caller.send(method, f"{url}{path}").status_code == status, path
    assert caller.post(f"{url}/undo", {}).status_code == status
    assert [one["status"] for one in call("admin").items("/imports?status=draft")] == ["draft"]


def test_an_import_that_was_not_run_can_be_forgotten(call: Any, bring: Any) -> None:
    url = bring("zhao", ("accounts.csv", ACCOUNTS))["Location"]
    assert call("zhao").delete(url).status_code == 204
    assert call("zhao").get(url).status_code == 404


def test_the_same_upload_sent_twice_is_one_import(bring: Any) -> None:
    headers = {"Idempotency-Key": "k"}
    first, second = (bring("zhao", ("accounts.csv", ACCOUNTS), headers=headers) for _turn in range(2))
    assert first.content == second.content
    assert Import.objects.count() == 1
    other = bring("zhao", ("accounts.csv", f"{ACCOUNTS}中国平安,保险,深圳\n"), headers=headers)
    assert refused(other) == (422, "key_used_otherwise")
