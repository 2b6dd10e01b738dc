"""The import wizard, step by step, and who may use it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.services import jobs
from keyaccount.surfaces.exchange.models import Import, ImportStatus

CSV = "Name,Industry,Founded on\nAcme,Lamps,1999\n007 Ltd,Chairs,2001\n"


@pytest.fixture
def admin(client: Client, people: Any) -> Client:
    client.force_login(people.admin)
    return client


def bring(client: Client, text: str | bytes = CSV, name: str = "accounts.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return client.post("/imports/new/", {"preset": "generic", "upload": SimpleUploadedFile(name, content)})


def work() -> None:
    """Run what waits, as the worker would."""
    while jobs.work_once(runner="test", clock=timezone.now) is not None:
        pass


def decide(client: Client, imp: Import, **more: str) -> Any:
    data = {"mode": "both", **more}
    for file in imp.files.all():
        for place, column in enumerate(file.columns):
            data.setdefault(f"{file.pk}-{place}-field", column["field"])
    return client.post(f"/imports/{imp.pk}/check", data)


@pytest.mark.django_db
def test_from_upload_to_report_and_back(admin: Client) -> None:
    answer = bring(admin)
    imp = Import.objects.get()
    assert answer["Location"] == f"/imports/{imp.pk}/"
    assert "Acme" in admin.get(answer["Location"]).content.decode()  # a sample of what a column holds

    assert decide(admin, imp).status_code == 302
    work()
    page = admin.get(f"/imports/{imp.pk}/")
    assert page.context["step"] == 3
    assert page.context["report"]["created"] == 2
    assert not Account.objects.filter(name="Acme").exists()

    admin.post(f"/imports/{imp.pk}/run")
    work()
    page = admin.get(f"/imports/{imp.pk}/")
    assert page.context["step"] == 5
    assert page.context["report"]["reconciles"]
    assert Account.objects.get(name="007 Ltd").industry == "Chairs"

    admin.post(f"/imports/{imp.pk}/undo")
    work()
    imp.refresh_from_db()
    assert imp.status == ImportStatus.UNDONE
    assert not Account.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("twice.csv", b"Name,Name\nA,B\n"),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook"),
    ],
)
def test_what_cannot_be_read_is_said_in_the_form(admin: Client, name: str, content: bytes) -> None:
    answer = bring(admin, content, name)
    assert answer.status_code == 422
    assert answer.context["refused"]
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_entity_can_be_changed_and_columns_follow(admin: Client) -> None:
    bring(admin)
    imp = Import.objects.get()
    file = imp.files.get()
    admin.post(f"/imports/{imp.pk}/files/{file.pk}/entity", {"entity": "products"})
    file.refresh_from_db()
    assert file.entity == "products"
    assert {column["heading"]: column["field"] for column in file.columns}["Name"] == "name"


@pytest.mark.django_db
def test_an_import_can_be_forgotten(admin: Client) -> None:
    bring(admin)
    admin.post(f"/imports/{Import.objects.get().pk}/discard")
    assert not Import.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lin", "wang", "stranger", "finance", "auditor"])
def test_others_may_not_import(client: Client, people: Any, who: str) -> None:
    client.force_login(getattr(people, who))
    assert client.get("/imports/").status_code == 403
    assert client.get("/imports/new/").status_code == 403
    assert bring(client).status_code == 403
