"""What is held about a person as one file: JSON for programs, a plain page for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils.translation import get_language

from keyaccount.apps.contacts.queries.data_subjects import Section


def zipped(name: str, sections: Sequence[Section], now: datetime) -> bytes:
    document = {
        "person": name,
        "exported_at": now.isoformat(timespec="seconds"),
        "sections": {section.key: section.rows for section in sections},
    }
    context = {"name": name, "sections": sections, "now": now, "language": get_language() or "en"}
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(document, ensure_ascii=False, indent=2, default=str))
        archive.writestr("person.html", render_to_string("contacts/data_file.html", context))
    return held.getvalue()
