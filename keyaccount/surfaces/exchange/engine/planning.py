"""Understanding the columns of a staged table: which field each fills, and how its days and numbers are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from keyaccount.surfaces.exchange.engine.options import ImportOptions
from keyaccount.surfaces.exchange.entities.field import Field, Kind
from keyaccount.surfaces.exchange.entities.registry import entity_now
from keyaccount.surfaces.exchange.models import ImportFile
from keyaccount.surfaces.exchange.parsing.columns import Style
from keyaccount.surfaces.exchange.parsing.dates import SPOKEN, DateFormat, look_at
from keyaccount.surfaces.exchange.parsing.numbers import decimal_sign, in_percent
from keyaccount.surfaces.exchange.presets.preset import FileRule, Preset
from keyaccount.surfaces.exchange.reading.staging import staged_rows

DAYS = frozenset({Kind.DATE, Kind.BIRTHDAY, Kind.LUNAR_BIRTHDAY})
STYLED = DAYS | frozenset({Kind.AMOUNT, Kind.WHOLE, Kind.SHARE, Kind.NUMBER, Kind.MONEY})
Column = dict[str, Any]


def plan_columns(
    path: Path,
    headings: Sequence[str],
    samples: Sequence[Sequence[str]],
    entity: str,
    fields: Mapping[str, str],
    zone: ZoneInfo,
) -> list[Column]:
    """One entry a heading; for days and numbers what the whole column shows."""
    found: list[Column] = []
    wanted: dict[int, Field] = {}
    known = {field.key: field for field in entity_now(entity).fields} if entity else {}
    for place, heading in enumerate(headings):
        key = fields.get(heading, "")
        shown = [row[place] for row in samples if place < len(row)]
        found.append({"heading": heading, "field": key, "samples": shown})
        if key and known[key].kind in STYLED:
            wanted[place] = known[key]
    if wanted:
        _note_styles(found, wanted, _columns(path, wanted), zone)
    return found


def _columns(path: Path, wanted: Mapping[int, Field]) -> dict[int, dict[str, None]]:
    """The different texts of each wanted column."""
    texts: dict[int, dict[str, None]] = {place: {} for place in wanted}
    for _number, cells in staged_rows(path):
        for place, known in texts.items():
            if place < len(cells) and (text := cells[place].strip()):
                known[text] = None
    return texts


def _note_styles(
    found: list[Column], wanted: Mapping[int, Field], texts: Mapping[int, Mapping[str, None]], zone: ZoneInfo
) -> None:
    for place, field in wanted.items():
        if field.kind in DAYS:
            seen = look_at(texts[place], zone)
            found[place] |= {"days": [str(one) for one in seen.candidates], "day": "", "examples": list(seen.examples)}
            found[place]["day"] = str(seen.best) if seen.is_plain else ""
        elif field.kind == Kind.SHARE:
            found[place]["percent"] = in_percent(texts[place])
        else:
            found[place]["decimal"] = decimal_sign(texts[place])


def settle_days(columns: Sequence[Column], options: ImportOptions, preset: Preset) -> None:
    """Where a column may be read in several date formats, the one that was said counts, else the preset's."""
    for said in filter(None, (SPOKEN.get(options.date_format), preset.date_format)):
        for column in columns:
            if column.get("day") == "" and said in column["days"]:
                column["day"] = str(said)


def undecided(file: ImportFile) -> Column | None:
    """A column of days whose format nobody has said yet."""
    return next((column for column in file.columns if column["field"] and column.get("day") == ""), None)


def style_of(column: Column, field: Field, rule: FileRule | None) -> Style:
    return Style(
        day=DateFormat(column.get("day") or DateFormat.YMD),
        decimal=column.get("decimal", "."),
        percent=bool(column.get("percent")),
        times=rule.times.get(field.key, Decimal(1)) if rule else Decimal(1),
    )


def rule_of(file: ImportFile, preset: Preset) -> FileRule | None:
    return None if file.rule is None else preset.files[file.rule]
