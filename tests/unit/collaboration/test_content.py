"""What is taken and what is not: by size, ending and bytes."""

from __future__ import annotations

import struct
import zipfile
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.collaboration.content import pictures, refusals
from keyaccount.apps.collaboration.content.checking import check_file
from keyaccount.apps.collaboration.content.names import LONGEST, clean_name, ending_of, key_of
from tests.unit.collaboration.conftest import PDF, package, picture

MB = 1024 * 1024


def check(name: str, content: bytes, limit: int = 20 * MB) -> Any:
    return check_file(name, BytesIO(content), len(content), limit)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("PLAN.PDF", PDF, "application/pdf"),
        ("notes.txt", "会议纪要\n".encode(), "text/plain; charset=utf-8"),
        ("notes.txt", "会议纪要\n".encode("gb18030"), "text/plain; charset=utf-8"),
        ("notes.txt", "会议纪要\n".encode("utf-16"), "text/plain; charset=utf-8"),
        ("list.csv", b"name,amount\nAcme,3\n", "text/csv; charset=utf-8"),
        ("board.png", picture("PNG"), "image/png"),
        ("board.jpg", picture("JPEG"), "image/jpeg"),
        ("board.gif", picture("GIF"), "image/gif"),
        ("board.webp", picture("WEBP"), "image/webp"),
        ("plan.docx", package(word_document__xml=b"<w/>"), None),
        ("plan.xlsx", package(xl_workbook__xml=b"<x/>"), None),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/msword"),
        ("all.zip", package(a__txt=b"a"), "application/zip"),
    ],
)
def test_taken(name: str, content: bytes, media_type: str | None) -> None:
    found = check(name, content)
    assert media_type in {None, found.media_type}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.pdf", b"", refusals.AttachmentEmpty),
        ("large.txt", b"a" * (MB + 1), refusals.AttachmentTooLarge),
        ("page.html", b"<html><script>alert(1)</script>", refusals.TypeNotTaken),
        ("drawing.svg", b"<svg onload='alert(1)'/>", refusals.TypeNotTaken),
        ("run.exe", b"MZ" + bytes(100), refusals.TypeNotTaken),
        ("macro.docm", package(word_document__xml=b""), refusals.TypeNotTaken),
        ("none", PDF, refusals.TypeNotTaken),
        ("plan.pdf.exe", PDF, refusals.TypeNotTaken),
        ("plan.pdf", b"<html><script>alert(1)</script>", refusals.NotWhatItSays),
        ("notes.txt", b"<!DOCTYPE html><script>alert(1)</script>", refusals.NotWhatItSays),
        ("notes.txt", b" \n<SVG xmlns='x' onload='alert(1)'>", refusals.NotWhatItSays),
        ("notes.txt", b"\xef\xbb\xbf<script>alert(1)</script>", refusals.NotWhatItSays),
        ("notes.txt", "<html>".encode("utf-16"), refusals.NotWhatItSays),
        ("notes.txt", b"#!/bin/sh\nrm -rf /\n", refusals.NotWhatItSays),
        ("notes.txt", b"MZ\x90\x00\x03\x00", refusals.NotWhatItSays),
        ("board.png", PDF, refusals.NotWhatItSays),
        ("board.png", b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>", refusals.PictureDamaged),
        ("board.jpg", b"\xff\xd8\xff" + bytes(50), refusals.PictureDamaged),
        ("plan.docx", package(xl_workbook__xml=b""), refusals.NotWhatItSays),
        ("plan.docx", b"PK\x03\x04" + bytes(40), refusals.NotWhatItSays),
        ("plan.docx", package(word_document__xml=b"", word_vbaProject__bin=b"x"), refusals.HoldsMacros),
        ("all.zip", package(a__txt=bytes(60 * MB)), refusals.UnsafePackage),
    ],
)
def test_not_taken(name: str, content: bytes, why: type[Exception]) -> None:
    with pytest.raises(why):
        check(name, content, limit=MB)


@pytest.mark.parametrize("inside", ["../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "C:\\boot.ini"])
def test_a_package_that_leaves_its_folder(inside: str) -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        target.writestr(inside, b"x")
    with pytest.raises(refusals.UnsafePackage):
        check("all.zip", written.getvalue())


def test_a_package_whose_parts_lie_over_each_other() -> None:
    """A table of contents that names the same bytes many times, as the densest bombs do."""
    plain = package(a__txt=b"x" * 1000 + bytes(range(256)))
    start = plain.index(b"PK\x01\x02")
    end = plain.index(b"PK\x05\x06")
    entry = plain[start:end]
    many = plain[:start] + entry * 200 + plain[end:]
    tail = len(plain[:start]) + len(entry) * 200
    mended = bytearray(many)
    struct.pack_into("<HHLL", mended, tail + 8, 200, 200, len(entry) * 200, start)
    with pytest.raises(refusals.UnsafePackage):
        check("all.zip", bytes(mended))


def test_a_picture_of_too_many_pixels_is_not_decoded(monkeypatch: Any) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(refusals.PictureTooLarge):
        check("board.png", picture())


def test_a_preview_is_drawn_anew() -> None:
    """Nothing that hides behind the pixels is in it."""
    hidden = picture("PNG") + b"<script>alert(1)</script>"
    drawn = pictures.preview_of("board.png", BytesIO(hidden))
    assert drawn[8:12] == b"WEBP"
    assert b"script" not in drawn


def test_a_face_is_small() -> None:
    from PIL import Image

    drawn = pictures.face_of("me.jpg", BytesIO(picture("JPEG", (1600, 900))))
    assert Image.open(BytesIO(drawn)).size == pictures.FACE


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\lin\\plan.pdf", "plan.pdf"),
        ("a\x00b\r\n.pdf", "ab .pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("  合同 （终稿）.pdf ", "合同 （终稿）.pdf"),
        ('<b>"x"</b>.pdf', "b_.pdf"),
        (".htaccess", "htaccess"),
    ],
)
def test_names(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@pytest.mark.parametrize("nothing", ["", "...", "/", "\x00", " . ", "\u200b"])
def test_a_file_without_a_name(nothing: str) -> None:
    with pytest.raises(refusals.NoFileName):
        clean_name(nothing)


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("计" * 400 + ".pdf")
    assert len(name) <= LONGEST
    assert ending_of(name) == ".pdf"


def test_the_same_name_in_another_spelling() -> None:
    assert key_of("Plan.PDF") == key_of("plan.pdf")
    assert key_of("Ｐlan.pdf") == key_of("plan.pdf")


@given(st.text(min_size=1, max_size=300))
def test_a_kept_name_is_never_a_path(text: str) -> None:
    try:
        name = clean_name(text)
    except refusals.NoFileName:
        return
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\\x00\r\n<>:"|?*')
    assert not name.startswith(".")
    assert clean_name(name) == name


@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.png", "a.jpg", "a.docx", "a.zip", "a.txt", "a.gif"]))
def test_any_bytes_are_taken_or_refused_in_words(content: bytes, name: str) -> None:
    with suppress(refusals.FileNotTaken):
        assert check(name, content).media_type
