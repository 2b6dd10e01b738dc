"""Writing a figure down for a machine: numbers to the last digit, so that every surface gives the same document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any


def to_json(value: Any, indent: str = "", _margin: str = "") -> str:
    """JSON text in which a Decimal is a number with all its digits (107398.6), a date ISO 8601, None null.

    `indent`: what each level is moved in by (such as two spaces); without it everything stands on one line.
    """
    write = _SCALARS.get(type(value))
    if write is not None:
        return write(value)
    inner = _margin + indent
    if isinstance(value, Mapping):
        pairs = [f"{_key(key)}: {to_json(item, indent, inner)}" for key, item in value.items()]
        return _enclosed("{", pairs, "}", indent, _margin)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return _enclosed("[", [to_json(item, indent, inner) for item in value], "]", indent, _margin)
    return _text(str(value.value if isinstance(value, Enum) else value))


def _enclosed(start: str, written: Sequence[str], end: str, indent: str, margin: str) -> str:
    if not written:
        return start + end
    if not indent:
        return start + ", ".join(written) + end
    line = f"\n{margin}{indent}"
    return start + line + f",{line}".join(written) + f"\n{margin}{end}"


@lru_cache(maxsize=1024)
def _key(name: object) -> str:
    return _text(str(name))


def _number(value: Decimal) -> str:
    """Plain digits without the zeros that end a fraction: 1073986 for 1073986.00."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


_text: Callable[[str], str] = encode_basestring  # what json.dumps does with a text, without the way there
_SCALARS: Mapping[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    bool: json.dumps,
    type(None): json.dumps,
    Decimal: _number,
    date: _day,
    datetime: _day,
}
