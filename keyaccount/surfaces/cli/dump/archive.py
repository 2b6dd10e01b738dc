"""The file of a backup: members are hashed as they are written, and hashes are checked before anything is restored."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from keyaccount.kernel.errors import Fact, gettext_noop

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024
LEVEL = 4  # of compression: half the time of the usual 6 for a twentieth more space


BROKEN = (KeyError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)  # what reading bad bytes raises


class NotABackup(Fact):
    message = gettext_noop("%(file)s is not a backup of KeyAccount. Nothing was changed.")


class BackupDamaged(Fact):
    message = gettext_noop(
        "The backup is damaged: %(member)s is not what was written. Take another backup. Nothing was changed."
    )


class BackupTooNew(Fact):
    message = gettext_noop(
        "This backup was made by KeyAccount %(version)s, which is newer than this one (%(here)s). Update KeyAccount "
        "first. Nothing was changed."
    )


@dataclass(slots=True)
class Table:
    """columns: the names of the model's fields, in the order of the values."""

    name: str
    model: str
    columns: list[str]
    rows: int = 0


@dataclass(slots=True)
class Manifest:
    format: int
    version: str
    made_at: str
    engine: str
    migrations: list[list[str]]
    tables: list[Table] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)

    def table(self, model: str) -> Table | None:
        return next((table for table in self.tables if table.model == model), None)


class Writer:
    """Writes members one after the other, each with its hash."""

    def __init__(self, target: IO[bytes], manifest: Manifest) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.manifest = manifest

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                member.write(chunk)
        self.manifest.members[name] = digest.hexdigest()

    def abandon(self) -> None:
        """Close what cannot be finished; the caller throws the file away."""
        with suppress(OSError, ValueError):
            self._zip.close()

    def finish(self) -> None:
        self._zip.writestr(MANIFEST, json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1))
        self._zip.close()


class Reader:
    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = archive
        self.manifest = manifest

    def verify(self) -> None:
        """Raise BackupDamaged unless every member is there as it was written."""
        for name, digest in self.manifest.members.items():
            if self._digest(name) != digest:
                raise BackupDamaged(member=name)

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            for chunk in self.chunks(name):
                digest.update(chunk)
        except BROKEN:
            return ""
        return digest.hexdigest()

    def chunks(self, name: str) -> Iterator[bytes]:
        with self._zip.open(name) as member:
            while chunk := member.read(CHUNK):
                yield chunk

    def rows(self, table: Table) -> Iterator[list[Any]]:
        with self._zip.open(f"tables/{table.name}.jsonl") as member:
            for line in member:
                yield json.loads(line)

    def files(self) -> list[str]:
        """Paths of the uploaded files, below the folder of files."""
        return [name.removeprefix("files/") for name in self.manifest.members if name.startswith("files/")]


@contextmanager
def opened(file: Path, here: str) -> Iterator[Reader]:
    """The backup, verified. `here`: the version that reads it."""
    try:
        archive = zipfile.ZipFile(file)
        manifest = json.loads(archive.read(MANIFEST))
        read = Manifest(**{**manifest, "tables": [Table(**table) for table in manifest["tables"]]})
    except FileNotFoundError:
        raise
    except (*BROKEN, TypeError, ValueError) as error:
        raise NotABackup(file=file.name) from error
    with archive:
        if read.format > FORMAT:
            raise BackupTooNew(version=read.version, here=here)
        reader = Reader(archive, read)
        reader.verify()
        yield reader
