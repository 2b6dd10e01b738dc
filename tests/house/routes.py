"""Name → route of every address outside the API."""

from __future__ import annotations

from typing import Any

from django.urls import get_resolver


def routes() -> dict[str, str]:
    def walk(found: Any, route: str = "", space: str = "") -> Any:
        for pattern in found:
            if hasattr(pattern, "url_patterns"):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, route + str(pattern.pattern), inner)
            else:
                yield f"{space}{pattern.name}", route + str(pattern.pattern)

    return {name: route for name, route in walk(get_resolver().url_patterns) if not name.startswith("api:")}
