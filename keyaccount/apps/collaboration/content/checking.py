"""Whether a file is taken: its size, its ending, and whether its bytes are what the ending promises."""

from __future__ import annotations

import codecs
import re
from typing import IO

from django.template.defaultfilters import filesizeformat

from keyaccount.apps.collaboration.content import packages, pictures
from keyaccount.apps.collaboration.content.names import ending_of
from keyaccount.apps.collaboration.content.refusals import (
    AttachmentEmpty,
    AttachmentTooLarge,
    NotWhatItSays,
    TypeNotTaken,
)
from keyaccount.apps.collaboration.content.types import KNOWN, TYPES, FileType, Form

HEAD = 64 * 1024
SIGNATURES: tuple[tuple[bytes, Form], ...] = (
    (b"%PDF-", Form.PDF),
    (b"\x89PNG\r\n\x1a\n", Form.PNG),
    (b"\xff\xd8\xff", Form.JPEG),
    (b"GIF87a", Form.GIF),
    (b"GIF89a", Form.GIF),
    (b"PK\x03\x04", Form.ZIP),
    (b"PK\x05\x06", Form.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.OLE),
)
MARKUP = re.compile(r"\s*(<\?xml|<\?php|<!doctype|<!--|<html|<head|<body|<svg|<script|<iframe|<meta|#!)", re.I)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
ENCODINGS = ("utf-8-sig", "gb18030")


def check_file(name: str, content: IO[bytes], size: int, limit: int) -> FileType:
    """What the file is; raises the reason when it is not taken. The content is left at its beginning."""
    if not size:
        raise AttachmentEmpty(name=name)
    if size > limit:
        raise AttachmentTooLarge(name=name, size=filesizeformat(size), limit=filesizeformat(limit))
    found = TYPES.get(ending_of(name))
    if found is None:
        raise TypeNotTaken(name=name, known=KNOWN)
    content.seek(0)
    if form_of(content.read(HEAD)) is not found.form:
        raise NotWhatItSays(name=name)
    _look_inside(name, content, size, found)
    content.seek(0)
    return found


def form_of(head: bytes) -> Form:
    """How a file is built, by how it begins."""
    for signature, form in SIGNATURES:
        if head.startswith(signature):
            return form
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Form.WEBP
    return Form.TEXT if _is_plain_text(head) else Form.UNKNOWN


def _look_inside(name: str, content: IO[bytes], size: int, found: FileType) -> None:
    if found.form is Form.ZIP:
        packages.check_package(name, content, size, found)
    elif found.is_picture:
        pictures.check_picture(name, content)


def _is_plain_text(head: bytes) -> bool:
    """Readable text that is no page, drawing or script for a browser or a shell."""
    text = _decoded(head)
    return text is not None and not CONTROLS.search(text) and not MARKUP.match(text)


def _decoded(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _read(head, "utf-16")
    return next((text for encoding in ENCODINGS if (text := _read(head, encoding)) is not None), None)


def _read(head: bytes, encoding: str) -> str | None:
    """The text; a character cut off at the end is no fault."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head, final=False)
    except UnicodeDecodeError:
        return None
