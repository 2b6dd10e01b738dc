"""Files that are packages of others (ZIP, and the documents of today): judged by their table of contents alone.

Nothing is ever unpacked here; what is looked for would hurt whoever opens the file.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePosixPath
from typing import IO

from keyaccount.apps.collaboration.content.refusals import HoldsMacros, NotWhatItSays, UnsafePackage
from keyaccount.apps.collaboration.content.types import FileType

MOST_PARTS = 10_000
MOST_UNPACKED = 1024**3
SMALL = 50 * 1024**2
MOST_GROWTH = 100
MACROS = "vbaproject.bin"
DRIVE = re.compile(r"[A-Za-z]:")


def check_package(name: str, content: IO[bytes], size: int, found: FileType) -> None:
    parts = _parts(name, content)
    if _is_bomb(parts, size) or any(_leaves_folder(part.filename) for part in parts):
        raise UnsafePackage(name=name)
    if found.inside and not any(part.filename.startswith(found.inside) for part in parts):
        raise NotWhatItSays(name=name)
    if found.inside and any(part.filename.lower().endswith(MACROS) for part in parts):
        raise HoldsMacros(name=name)


def _parts(name: str, content: IO[bytes]) -> list[zipfile.ZipInfo]:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as package:
            return package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotWhatItSays(name=name) from error


def _is_bomb(parts: list[zipfile.ZipInfo], size: int) -> bool:
    """Unpacks to far more than it is, or its parts lie over each other, so that few bytes are counted many times."""
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    return (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or packed > size
        or (unpacked > SMALL and unpacked > MOST_GROWTH * size)
    )


def _leaves_folder(part: str) -> bool:
    path = PurePosixPath(part.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or bool(DRIVE.match(part))
