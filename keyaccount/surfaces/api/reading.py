"""Reading bodies: numbers exactly as they were written, and nothing that a database cannot keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class ExactParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """JSON with decimals kept as they stand. NaN, Infinity and the character NUL are refused."""
        read = json.loads(request.body, parse_float=Decimal, parse_constant=_refuse)
        if rb"\u0000" in request.body and any("\x00" in text for text in _texts(read)):
            raise ValueError("NUL")
        return read


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
