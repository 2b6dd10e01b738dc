"""Where the content of files lies: the project's storage, outside anything a web server shows, under random names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

CHUNK = 256 * 1024


def keep(folder: str, content: IO[bytes] | bytes) -> str:
    """Store the content; the name it lies under says nothing of it."""
    given = ContentFile(content) if isinstance(content, bytes) else File(content)
    name = uuid4().hex
    return str(default_storage.save(f"{folder}/{name[:2]}/{name}", given))


def opened(stored: str) -> IO[bytes]:
    found: IO[bytes] = default_storage.open(stored, "rb")
    return found


def forget(*stored: str) -> None:
    for name in filter(None, stored):
        default_storage.delete(name)


def digest_of(content: IO[bytes]) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    for chunk in chunks_of(content):
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def chunks_of(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk
