"""Headings that fill nothing become custom fields: of the kind that a person says, or that the whole column shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import CustomField, FieldKind, On
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import custom_fields
from keyaccount.surfaces.exchange.parsing.dates import look_at
from keyaccount.surfaces.exchange.parsing.numbers import PLAIN
from keyaccount.surfaces.exchange.parsing.words import NOTHING
from keyaccount.surfaces.exchange.reading.staging import staged_rows

NEW = "new:"
FEW, LONG = 20, 40  # so many different short texts, each seen five times or more, are choices


def make_new_fields(
    entity: str, headings: Collection[str], fields: Mapping[str, str], path: Path, act: Act
) -> dict[str, str]:
    """The same fields, those said to be new (`new:number`, `new:` for what the column shows) made; administrators only.

    The field stays when the import is taken back: it is a setting, not a record.
    """
    found = dict(fields)
    for place, heading in enumerate(headings):
        said = fields.get(heading, "")
        if said.startswith(NEW) and entity in On.values and heading:
            texts = _texts(path, place)
            kind = said.removeprefix(NEW) or str(kind_shown(texts))
            found[heading] = _made(entity, heading, kind, texts, act).column
    return found


def _made(entity: str, heading: str, kind: str, texts: Mapping[str, int], act: Act) -> CustomField:
    more: dict[str, Any] = {"choices": [{"name": text} for text in texts]} if kind == FieldKind.CHOICE else {}
    return custom_fields.add_field(on=entity, kind=kind, name=heading[:80], act=act, **more)


def kind_shown(texts: Mapping[str, int]) -> FieldKind:
    """What all cells of a column can be read as; a number that begins with 0 is a code, and so a text."""
    told = [text for text in texts if text.casefold() not in NOTHING]
    if told and all(PLAIN.fullmatch(text) and not _is_code(text) for text in told):
        return FieldKind.NUMBER
    seen = look_at(told, load_workspace().zone)
    if told and seen.is_plain and _all_days(told):
        return FieldKind.DATE
    if told and len(told) <= FEW and sum(texts.values()) >= 5 * len(told) and max(map(len, told)) <= LONG:
        return FieldKind.CHOICE
    return FieldKind.TEXT


def _is_code(text: str) -> bool:
    digits = text.lstrip("-")
    return len(digits) > 12 or (digits[0] == "0" and digits not in {"0"} and not digits.startswith("0."))


def _all_days(texts: Collection[str]) -> bool:
    return all(len(text) >= 8 and text[:4].isdecimal() and text[4] in "-/年" for text in texts)


def _texts(path: Path, place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for _number, cells in staged_rows(path):
        if place < len(cells) and (text := cells[place].strip()):
            found[text] = found.get(text, 0) + 1
    return found
