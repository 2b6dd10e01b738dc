"""The files that are taken: what an ending promises, and what the bytes must be for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a file is built, as its bytes show."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"
    ZIP = "zip"
    OLE = "ole"
    TEXT = "text"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileType:
    """inside: how the name of a part begins that a package of this type must hold."""

    media_type: str
    form: Form
    inside: str = ""

    @property
    def is_picture(self) -> bool:
        return self.form in {Form.PNG, Form.JPEG, Form.GIF, Form.WEBP}


OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
OCTETS = "application/octet-stream"
PLAIN = "text/plain; charset=utf-8"

TYPES: dict[str, FileType] = {
    ".pdf": FileType("application/pdf", Form.PDF),
    ".docx": FileType(f"{OFFICE}.wordprocessingml.document", Form.ZIP, "word/"),
    ".xlsx": FileType(f"{OFFICE}.spreadsheetml.sheet", Form.ZIP, "xl/"),
    ".pptx": FileType(f"{OFFICE}.presentationml.presentation", Form.ZIP, "ppt/"),
    ".odt": FileType(f"{OPEN_DOCUMENT}.text", Form.ZIP, "content.xml"),
    ".ods": FileType(f"{OPEN_DOCUMENT}.spreadsheet", Form.ZIP, "content.xml"),
    ".odp": FileType(f"{OPEN_DOCUMENT}.presentation", Form.ZIP, "content.xml"),
    ".doc": FileType("application/msword", Form.OLE),
    ".xls": FileType("application/vnd.ms-excel", Form.OLE),
    ".ppt": FileType("application/vnd.ms-powerpoint", Form.OLE),
    ".wps": FileType(OCTETS, Form.OLE),
    ".et": FileType(OCTETS, Form.OLE),
    ".dps": FileType(OCTETS, Form.OLE),
    ".msg": FileType("application/vnd.ms-outlook", Form.OLE),
    ".eml": FileType(OCTETS, Form.TEXT),
    ".txt": FileType(PLAIN, Form.TEXT),
    ".md": FileType(PLAIN, Form.TEXT),
    ".csv": FileType("text/csv; charset=utf-8", Form.TEXT),
    ".png": FileType("image/png", Form.PNG),
    ".jpg": FileType("image/jpeg", Form.JPEG),
    ".jpeg": FileType("image/jpeg", Form.JPEG),
    ".gif": FileType("image/gif", Form.GIF),
    ".webp": FileType("image/webp", Form.WEBP),
    ".zip": FileType("application/zip", Form.ZIP),
}
KNOWN = " ".join(ending.removeprefix(".") for ending in TYPES)
