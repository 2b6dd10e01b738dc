"""Callers of the API: each of the test people with a token that may write."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.tokens import create_token

BASE = "/api/v1"


class Caller:
    """Sends JSON as one person and gives back Django's responses; `.json()` reads them."""

    def __init__(self, user: Any, *, may_write: bool = True) -> None:
        self.user = user
        act = Act(actor=user, now=timezone.now())
        self.token, self.secret = create_token(name="test", may_write=may_write, expires_at=None, act=act)
        self.client = Client()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en", **_named(headers)}
        data = body if isinstance(body, bytes | str) else "" if body is None else json.dumps(body, default=str)
        address = path if path.startswith("/api") else f"{BASE}{path}"
        return self.client.generic(method, address, data, content_type="application/json", headers=named)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PUT", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, **headers)

    def items(self, path: str) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        found: list[dict[str, Any]] = []
        following: str | None = path
        while following:
            response = self.get(following)
            assert response.status_code == 200, response.content
            document = response.json()
            found += document["items"]
            following = document["next"]
        return found


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture(autouse=True)
def _forget_rates() -> None:
    cache.clear()


@pytest.fixture
def call(people: Any) -> Callable[..., Caller]:
    """call("lin") calls with a token of lin's that may write."""
    known: dict[str, Caller] = {}

    def caller(name: str = "lin", *, may_write: bool = True) -> Caller:
        key = f"{name} {may_write}"
        if key not in known:
            known[key] = Caller(getattr(people, name), may_write=may_write)
        return known[key]

    return caller
