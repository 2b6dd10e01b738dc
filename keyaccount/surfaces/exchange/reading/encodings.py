"""In which encoding a text is: UTF-8, with or without its mark, UTF-16 with its mark, or GB18030 (GBK, GB2312)."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from keyaccount.surfaces.exchange.reading.facts import NotATable, UnknownEncoding, WrongEncoding

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"\x84\x31\x95\x33": "gb18030",
}
CHOICES = ("utf-8", "gb18030", "utf-16", "big5", "cp1252")  # what a person may say it is
CHUNK = 1 << 20
SAMPLE = 200_000
COMMON_SHARE = 0.8


def encoding_of(path: Path, name: str, said: str = "") -> str:
    """The encoding, as Python calls it. `said`: what a person says it is, checked on the whole file."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((encoding for mark, encoding in MARKS.items() if start.startswith(mark)), "")
    if said and not marked:
        if said not in CHOICES or not _decodes(path, said):
            raise WrongEncoding(name=name, encoding=said)
        return said
    if marked:
        if not _decodes(path, marked):
            raise WrongEncoding(name=name, encoding=marked)
        return marked
    _refuse_binary(path, name)
    if _decodes(path, "utf-8"):
        return "utf-8"
    if _decodes(path, "gb18030") and _reads_as_chinese(path):
        return "gb18030"
    raise UnknownEncoding(name=name)


def _refuse_binary(path: Path, name: str) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if b"\0" in chunk:
                raise NotATable(name=name, looks_like=_("a binary file"))


def _decodes(path: Path, encoding: str) -> bool:
    try:
        for _text in _decoded(path, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _reads_as_chinese(path: Path) -> bool:
    """Whether most of it are characters in daily use. Latin-1 texts often decode as GB18030 too, but to rare ones."""
    counted: Counter[str] = Counter()
    for text in _decoded(path, "gb18030"):
        counted.update(character for character in text if character > "\x7f")
        if counted.total() >= SAMPLE:
            break
    common = sum(count for character, count in counted.items() if _in_daily_use(character))
    return common >= COMMON_SHARE * counted.total()


def _in_daily_use(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
