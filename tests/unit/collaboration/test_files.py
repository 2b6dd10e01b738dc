"""Bringing, removing, restoring and erasing files; who may; limits; the trail."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.collaboration.content import refusals
from keyaccount.apps.collaboration.kinds import kind_of
from keyaccount.apps.collaboration.models import Attachment, FileRules, Scan
from keyaccount.apps.collaboration.queries import files as queries
from keyaccount.apps.collaboration.services import files
from keyaccount.apps.collaboration.services.rules import change_rules
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import NotAllowed, NotFound
from tests.conftest import NOW
from tests.unit.collaboration.conftest import PDF, picture

pytestmark = pytest.mark.django_db


def stored_in(media: Path) -> list[str]:
    return sorted(str(found.relative_to(media)) for found in media.rglob("*") if found.is_file())


def test_a_file_lies_under_a_random_name(attach: Any, media: Path) -> None:
    file = attach("合同 终稿.pdf")
    assert stored_in(media) == [file.stored]
    assert "合同" not in file.stored
    assert file.name == "合同 终稿.pdf"
    assert file.scan == Scan.NOT_SCANNED
    assert files.opened(file).read() == PDF


def test_a_second_of_the_name_is_the_next_revision(attach: Any, account: Any) -> None:
    first, second, other = attach("plan.pdf"), attach("PLAN.pdf", PDF + b"2"), attach("other.pdf")
    assert (first.revision, second.revision, other.revision) == (1, 2, 1)
    listed = queries.files_of(kind_of("account"), account.pk).present
    assert [(named.newest.pk, [old.pk for old in named.older]) for named in listed] == [
        (other.pk, []),
        (second.pk, [first.pk]),
    ]


@pytest.mark.parametrize(("who", "why"), [("wang", NotAllowed), ("finance", NotAllowed), ("stranger", NotFound)])
def test_who_may_not_bring(attach: Any, who: str, why: type[Exception], media: Path) -> None:
    with pytest.raises(why):
        attach(who=who)
    assert stored_in(media) == []


@pytest.mark.parametrize("who", ["zhao", "admin"])
def test_who_else_may_bring(attach: Any, who: str) -> None:
    assert attach(who=who).uploaded_by.username == who


def test_what_is_refused_leaves_nothing(attach: Any, media: Path) -> None:
    with pytest.raises(refusals.NotWhatItSays):
        attach("plan.pdf", b"<html>")
    assert stored_in(media) == []
    assert not Attachment.objects.exists()


def test_the_size_of_a_file_is_limited(attach: Any, act: Any) -> None:
    change_rules(values={"file_mb": 1}, act=act("admin"))
    with pytest.raises(refusals.AttachmentTooLarge, match="MB"):
        attach("notes.txt", b"a" * (1024 * 1024 + 1))


def test_only_administrators_change_the_rules(act: Any) -> None:
    with pytest.raises(NotAllowed):
        change_rules(values={"file_mb": 1}, act=act("zhao"))


def test_the_space_of_all_is_limited_and_counts_removed_ones(attach: Any, act: Any, media: Path) -> None:
    change_rules(values={"total_mb": 1}, act=act("admin"))
    first = attach("notes.txt", b"a" * 700_000)
    files.remove_file(file_id=first.pk, act=act("lin"))
    with pytest.raises(files.NoSpaceLeft):
        attach("more.txt", b"a" * 700_000)
    assert len(stored_in(media)) == 1
    files.erase_file(file_id=first.pk, act=act("admin"))
    assert attach("more.txt", b"a" * 700_000).pk


def test_how_many_an_hour(attach: Any) -> None:
    FileRules.objects.update(an_hour=2)
    attach("a.pdf")
    attach("b.pdf")
    with pytest.raises(files.TooManyUploads):
        attach("c.pdf")
    assert attach("c.pdf", now=NOW + timedelta(minutes=61)).pk


def test_removed_comes_back(attach: Any, act: Any, account: Any) -> None:
    file = attach()
    files.remove_file(file_id=file.pk, act=act("lin"))
    found = queries.files_of(kind_of("account"), account.pk)
    assert ([named.newest for named in found.present], [gone.pk for gone in found.removed]) == ([], [file.pk])
    files.restore_file(file_id=file.pk, act=act("zhao"))
    assert queries.files_of(kind_of("account"), account.pk).present[0].newest.pk == file.pk


def test_erased_is_gone_for_good_and_told(
    attach: Any, act: Any, people: Any, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = attach("board.png", picture())
    assert len(stored_in(media)) == 2
    with pytest.raises(NotAllowed):
        files.erase_file(file_id=file.pk, act=act("lin"))
    with django_capture_on_commit_callbacks(execute=True):
        files.erase_file(file_id=file.pk, act=act("admin"))
    assert stored_in(media) == []
    with pytest.raises(NotFound):
        queries.file_seen(people.admin, file.pk)
    with pytest.raises(NotAllowed):
        files.restore_file(file_id=file.pk, act=act("admin"))
    entries = AuditEntry.objects.filter(entity="collaboration.attachment", object_id=file.pk).order_by("id")
    assert [(entry.action, entry.actor.username) for entry in entries] == [("created", "lin"), ("removed", "admin")]


def test_who_sees(attach: Any, people: Any) -> None:
    file = attach()
    seeing = {name for name, user in people.everyone().items() if Attachment.objects.visible_to(user).exists()}
    assert seeing == {"lin", "wang", "zhao", "finance", "auditor", "admin"}
    with pytest.raises(NotFound):
        queries.file_seen(people.stranger, file.pk)


def test_a_file_of_an_account_is_not_one_of_a_contact_of_that_number(attach: Any, account: Any) -> None:
    attach()
    assert queries.files_of(kind_of("contact"), account.pk).present == []


def test_unknown_kinds_are_not_found(act: Any) -> None:
    for key in ("user", "workspace.user", "accounts", "x.account"):
        with pytest.raises(NotFound):
            kind_of(key)
