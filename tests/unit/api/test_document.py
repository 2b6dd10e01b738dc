"""The OpenAPI document and its page: whole, true, and without another host or an inline script."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from keyaccount.surfaces.api.openapi import BASE, described_operations, openapi
from keyaccount.surfaces.api.operations import operations
from keyaccount.surfaces.api.problem_codes import CODES


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi()


def test_it_is_served_and_open_to_read(db: None, client: Client, document: Any) -> None:
    answer = client.get(f"{BASE}/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == document
    assert document["openapi"].startswith("3.1.")


def test_its_schemas_are_json_schema(document: Any) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name


def test_it_names_every_operation_once(document: Any) -> None:
    described = {(path, method.upper()): one for path, method, one in described_operations(document)}
    assert {(f"{BASE}{one.path}", one.method) for one in operations()} == set(described)
    ids = [one["operationId"] for one in described.values()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+[A-Za-z]+", name) for name in ids), "every operation has a name of its own"


def test_every_reference_leads_somewhere(document: Any) -> None:
    known = set(document["components"]["schemas"])
    used = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert used <= known
    assert known <= used, f"never used: {known - used}"


def test_every_operation_says_how_it_refuses(document: Any) -> None:
    for path, method, one in described_operations(document):
        assert {"401", "422", "429", "500"} <= set(one["responses"]), path
        for status, answer in one["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
        if method != "get":
            assert {"403", "409"} <= set(one["responses"]), path
        if "{" in path:
            assert "404" in one["responses"]


def test_headers_are_said_where_they_are_heeded(document: Any) -> None:
    def names(path: str, method: str) -> set[str]:
        return {
            one["name"] for one in document["paths"][f"{BASE}{path}"][method]["parameters"] if one["in"] == "header"
        }

    assert names("/accounts/{account_id}", "patch") == {"If-Match", "Idempotency-Key"}
    assert names("/accounts/{account_id}", "get") == {"If-None-Match"}
    assert names("/accounts", "get") == set()
    assert names("/accounts", "post") == {"Idempotency-Key"}
    assert names("/opportunities/{opportunity_id}/move", "post") == {"If-Match", "Idempotency-Key"}
    assert names("/tokens", "post") == set()


def test_no_parameter_is_null(document: Any) -> None:
    for path, _method, one in described_operations(document):
        for parameter in one["parameters"]:
            assert "null" not in json.dumps(parameter["schema"]), (path, parameter["name"])


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.offending: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]
        if "style" in given or tag == "style" or any(name.startswith("on") for name in given):
            self.offending.append(tag)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.offending.append(tag)


@pytest.fixture
def handbook(db: None, client: Client) -> Page:
    answer = client.get(f"{BASE}/docs")
    assert answer.status_code == 200
    read = Page()
    read.feed(answer.content.decode())
    return read


def test_the_page_keeps_the_content_policy_and_the_host(handbook: Page) -> None:
    assert handbook.offending == []
    assert [link for link in handbook.links if re.match(r"(https?:)?//", link)] == []


def test_the_page_tells_everything_and_its_links_lead_somewhere(handbook: Page, document: Any) -> None:
    for _path, _method, one in described_operations(document):
        assert one["operationId"] in handbook.ids
    for code in CODES:
        assert f"problem-{code.code}" in handbook.ids
    for name in document["components"]["schemas"]:
        assert f"schema-{name}" in handbook.ids
    assert {link[1:] for link in handbook.links if link.startswith("#")} <= set(handbook.ids) | {"main", "mark"}
    assert len(set(handbook.ids)) == len(handbook.ids)


def test_the_page_is_only_read(db: None, client: Client) -> None:
    assert client.post(f"{BASE}/docs").status_code == 405


def test_the_guide_names_only_addresses_that_there_are(document: Any) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    known = [re.compile(re.sub(r"\{\w+\}", r"[^/?]+", path.removeprefix(BASE)) + "$") for path in document["paths"]]
    named = {path.rstrip(".,;") for path in re.findall(r"\$KEYACCOUNT(/[a-z0-9/._-]+)", guide)}
    assert len(named) > 15
    assert [path for path in named if not any(pattern.match(path) for pattern in known)] == []
