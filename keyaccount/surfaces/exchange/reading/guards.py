"""What is looked at before a file is opened: its size, what it really is, and how much an archive would unpack to."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from keyaccount.surfaces.exchange.reading.facts import (
    DamagedWorkbook,
    FileEmpty,
    FileMissing,
    FileTooLarge,
    NotATable,
    UnsafeArchive,
)

MOST_ENTRIES = 2000  # a workbook of a hundred sheets has about 300
MOST_RATIO = 300
UNPACKED_TIMES_LIMIT = 4
RATIO_MATTERS_FROM = 10 * 1024 * 1024
END_RECORD = struct.Struct("<4s4H2LH")
WORKBOOK = "xl/workbook.xml"

SIGNATURES = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": _("a program"),
    b"MZ": _("a program"),
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
    b"<!DOCTYPE html": "HTML",
    b"<html": "HTML",
}


def refuse_too_large(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise FileTooLarge(name=name, size=filesizeformat(size), limit=filesizeformat(limit))


def is_workbook(path: Path, name: str, limit: int) -> bool:
    """Whether the file is an XLSX workbook (else it is text). Raises what keeps it from being opened."""
    if not path.is_file():
        raise FileMissing(name=name)
    size = path.stat().st_size
    refuse_too_large(name, size, limit)
    if size == 0:
        raise FileEmpty(name=name)
    with path.open("rb") as file:
        start = file.read(16)
    for signature, looks_like in SIGNATURES.items():
        if start.startswith(signature):
            raise NotATable(name=name, looks_like=looks_like)
    if not start.startswith(b"PK"):
        return False
    check_archive(path, name, limit)
    return True


def check_archive(path: Path, name: str, limit: int) -> None:
    """Refuse an archive by its directory, then by what its entries really unpack to (a directory may lie)."""
    entries = _entry_count(path)
    if entries is None:
        raise DamagedWorkbook(name=name)
    if entries > MOST_ENTRIES:
        raise UnsafeArchive(name=name, why=_("%(count)d entries") % {"count": entries})
    most = limit * UNPACKED_TIMES_LIMIT
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
            _refuse_declared(found, path.stat().st_size, name, most)
            if WORKBOOK not in archive.namelist():
                raise NotATable(name=name, looks_like=_("an archive"))
            _refuse_real(archive, found, name, most)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DamagedWorkbook(name=name) from error


def _entry_count(path: Path) -> int | None:
    """How many entries the archive's end record declares; None without one (or with more than 65,534)."""
    with path.open("rb") as file:
        size = path.stat().st_size
        file.seek(max(0, size - 65_557))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < END_RECORD.size:
        return None
    count = int(END_RECORD.unpack_from(tail, place)[4])
    return None if count == 0xFFFF else count


def _refuse_declared(entries: list[zipfile.ZipInfo], packed: int, name: str, most: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > most:
        raise UnsafeArchive(name=name, why=filesizeformat(unpacked))
    if unpacked > RATIO_MATTERS_FROM and unpacked > packed * MOST_RATIO:
        raise UnsafeArchive(name=name, why=_("%(times)d times its size") % {"times": unpacked // packed})


def _refuse_real(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str, most: int) -> None:
    left = most
    for entry in entries:
        entry.file_size = most + 1  # read to the end of the data, not to where the directory says it ends
        entry.CRC = None  # type: ignore[assignment]  # and do not compare what was measured with that
        with archive.open(entry) as stream:
            while chunk := stream.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    raise UnsafeArchive(name=name, why=filesizeformat(most))
