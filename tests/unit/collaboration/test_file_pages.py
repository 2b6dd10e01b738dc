"""Files on the pages of records, on their way to a browser, and the photo of a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from keyaccount.apps.collaboration.models import Attachment, Photo
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.workspace.models import AuditEntry
from tests.unit.collaboration.conftest import PDF, picture
from tests.unit.conftest import PART

pytestmark = pytest.mark.django_db


def upload(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"file": [SimpleUploadedFile(name, content) for name, content in files]}


@pytest.fixture
def contact(act: Any, account: Any) -> Any:
    return contacts.create_contact(values={"name": "陈工", "account": account}, act=act("lin"))


def test_every_page_of_a_record_has_the_panel(page_of: Any, account: Any, contact: Any, make_deal: Any) -> None:
    deal = make_deal("Campus")
    for url in (f"/accounts/{account.pk}/", f"/contacts/{contact.pk}/", f"/opportunities/{deal.pk}/"):
        assert 'id="files"' in page_of("lin", url).content.decode(), url


def test_bringing_several_keeps_the_good_ones(send: Any, account: Any) -> None:
    given = upload(("plan.pdf", PDF), ("page.html", b"<script>alert(1)</script>"), ("empty.txt", b""))
    answer = send("lin", f"/files/account/{account.pk}/", given, **PART)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "plan.pdf" in text
    assert "page.html" in text
    assert "empty.txt" in text
    assert [file.name for file in Attachment.objects.all()] == ["plan.pdf"]


def test_bringing_without_scripts_goes_back_to_the_record(send: Any, account: Any) -> None:
    answer = send("lin", f"/files/account/{account.pk}/", upload(("plan.pdf", PDF)))
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{account.pk}/#files")


def test_nothing_chosen(send: Any, account: Any) -> None:
    assert send("lin", f"/files/account/{account.pk}/", {}, **PART).status_code == 422


def test_a_name_cannot_be_markup(send: Any, page_of: Any, account: Any) -> None:
    send("lin", f"/files/account/{account.pk}/", upload(("<img src=x onerror=alert(1)>.pdf", PDF)))
    assert "<img src=x" not in page_of("lin", f"/accounts/{account.pk}/").content.decode()


def test_how_a_file_leaves(attach: Any, page_of: Any) -> None:
    file = attach("合同 “终稿”.pdf")
    answer = page_of("wang", f"/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_name_cannot_add_a_header(attach: Any, page_of: Any) -> None:
    file = attach("a\r\nSet-Cookie: x=1.pdf")
    answer = page_of("lin", f"/files/{file.pk}/")
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]


def test_what_is_looked_at_is_not_the_file(attach: Any, page_of: Any) -> None:
    file = attach("board.png", picture() + b"<script>alert(1)</script>")
    answer = page_of("lin", f"/files/{file.pk}/preview")
    shown = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], shown[8:12], b"script" in shown) == ("image/webp", b"WEBP", False)
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_document_has_no_preview(attach: Any, page_of: Any) -> None:
    assert page_of("lin", f"/files/{attach().pk}/preview").status_code == 400


def test_nobody_reads_from_outside_the_storage(page_of: Any) -> None:
    for url in ("/files/../secret-key", "/media/x", "/files/..%2f..%2fetc%2fpasswd"):
        assert page_of("admin", url).status_code == 404


def test_removing_restoring_erasing(attach: Any, send: Any, page_of: Any) -> None:
    file = attach()
    assert "1 removed file" in send("lin", f"/files/{file.pk}/remove", **PART).content.decode()
    send("lin", f"/files/{file.pk}/restore", **PART)
    assert page_of("lin", f"/files/{file.pk}/").status_code == 200
    assert page_of("lin", f"/files/{file.pk}/erase").status_code == 403
    assert "cannot be brought back" in page_of("admin", f"/files/{file.pk}/erase", **PART).content.decode()
    send("admin", f"/files/{file.pk}/erase")
    assert page_of("lin", f"/files/{file.pk}/").status_code == 404


def test_the_log_of_the_record_tells_of_its_files(attach: Any, page_of: Any) -> None:
    file = attach("quarter plan.pdf")
    log = page_of("wang", f"/accounts/{file.object_id}/").content.decode().partition('<aside class="log"')[2]
    assert "quarter plan.pdf" in log


def test_an_archived_record_takes_no_files(attach: Any, page_of: Any, act: Any, account: Any) -> None:
    from keyaccount.apps.accounts.services import accounts

    accounts.archive_account(account_id=account.pk, act=act("lin"))
    assert "Add files" not in page_of("lin", f"/accounts/{account.pk}/").content.decode()


def test_the_rules_say_how_much_is_used(attach: Any, page_of: Any, send: Any) -> None:
    attach()
    assert "removed ones included: 1" in page_of("admin", "/settings/files/").content.decode()
    answer = send("admin", "/settings/files/", {"file_mb": 0, "total_mb": 100, "an_hour": 5})
    assert answer.status_code == 422
    send("admin", "/settings/files/", {"file_mb": 5, "total_mb": 100, "an_hour": 5})
    assert 'value="5"' in page_of("admin", "/settings/files/").content.decode()


# ── Photos ──
def test_a_photo_is_a_small_square(send: Any, page_of: Any, contact: Any, media: Any) -> None:
    send(
        "lin", f"/photos/contact/{contact.pk}/set", {"file": SimpleUploadedFile("me.jpg", picture("JPEG", (900, 600)))}
    )
    answer = page_of("wang", f"/photos/contact/{contact.pk}/")
    assert answer["Content-Type"] == "image/webp"
    stored = Photo.objects.get().stored
    assert Image.open(media / stored).size == (256, 256)
    assert "ka-face" in page_of("wang", f"/contacts/{contact.pk}/").content.decode()
    assert page_of("stranger", f"/photos/contact/{contact.pk}/").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("me.pdf", PDF), ("me.svg", b"<svg/>"), ("me.png", b"<svg/>")])
def test_a_photo_is_a_picture(send: Any, contact: Any, name: str, content: bytes) -> None:
    given = {"file": SimpleUploadedFile(name, content)}
    assert send("lin", f"/photos/contact/{contact.pk}/set", given, **PART).status_code == 422
    assert not Photo.objects.exists()


def test_a_new_photo_takes_the_place_of_the_old(
    send: Any, contact: Any, media: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _turn in range(2):
            given = {"file": SimpleUploadedFile("me.png", picture())}
            send("lin", f"/photos/contact/{contact.pk}/set", given)
    assert len([found for found in media.rglob("*") if found.is_file()]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        send("lin", f"/photos/contact/{contact.pk}/remove")
    assert [found for found in media.rglob("*") if found.is_file()] == []
    told = AuditEntry.objects.filter(entity="contacts.contact", object_id=contact.pk, action="changed")
    assert [entry.changes["photo"] for entry in told.order_by("id")] == [[None, True], [True, True], [True, None]]


def test_only_people_have_photos(send: Any, account: Any) -> None:
    given = {"file": SimpleUploadedFile("me.png", picture())}
    assert send("lin", f"/photos/account/{account.pk}/set", given).status_code in {400, 404, 422}
    assert not Photo.objects.exists()
