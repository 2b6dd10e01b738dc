"""The API's own handbook page, written from the OpenAPI document: no script, no other host, nothing to keep in step."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keyaccount.surfaces.api.openapi import BASE, PROBLEMS, described_operations, openapi
from keyaccount.surfaces.api.problem_codes import CODES

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, in words, and the schema it links to."""

    words: str
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter or a field."""

    name: str
    kind: Kind
    required: bool
    about: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    about: str
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: list[Line]
    body: Kind | None
    answers: list[Answer]
    refusals: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: list[Operation]

    @property
    def anchor(self) -> str:
        return self.name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    about: str
    fields: list[Line]
    values: str = ""


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {**contents(), "address": request.build_absolute_uri(BASE)})


@cache
def contents() -> dict[str, Any]:
    found = openapi()
    groups: dict[str, list[Operation]] = {}
    for path, method, described in described_operations(found):
        groups.setdefault(described["tags"][0], []).append(_operation(path, method, described))
    return {
        "groups": [Group(name, operations) for name, operations in groups.items()],
        "schemas": [_schema(name, written) for name, written in sorted(found["components"]["schemas"].items())],
        "problems": CODES,
        "statuses": PROBLEMS,
    }


def _operation(path: str, method: str, described: Json) -> Operation:
    body = described.get("requestBody", {}).get("content", {})
    good = {status: answer for status, answer in described["responses"].items() if int(status) < 400}
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        about=_prose(described.get("description", "")),
        parameters=[_parameter(given) for given in described["parameters"]],
        body=_kind(next(iter(body.values()))["schema"]) if body else None,
        answers=[Answer(str(status), answer["description"], _answered(answer)) for status, answer in good.items()],
        refusals=", ".join(str(status) for status in described["responses"] if int(status) >= 400),
        example=example(path, method, body),
    )


def _answered(answer: Json) -> Kind | None:
    content = answer.get("content", {})
    return _kind(next(iter(content.values()))["schema"]) if content else None


def _parameter(given: Json) -> Line:
    about = _prose(given.get("description", "")) + _default(given["schema"])
    return Line(given["name"], _kind(given["schema"]), given["required"], about, given["in"])


def _prose(markdown: str) -> str:
    """Names in quotation marks, where the OpenAPI document has Markdown."""
    return re.sub(r"`([^`]+)`", r"“\1”", markdown)


def _default(schema: Json) -> str:
    return f" Default: {json.dumps(schema['default'])}." if "default" in schema else ""


def _schema(name: str, written: Json) -> Schema:
    required = set(written.get("required", ()))
    fields = [
        Line(field, _kind(part), field in required, _prose(part.get("description", "")) + _default(part))
        for field, part in written.get("properties", {}).items()
    ]
    values = ", ".join(str(value) for value in written.get("enum", ()))
    return Schema(name, _prose(written.get("description", "")), fields, values)


def _kind(schema: Json) -> Kind:
    """A schema in a few words: `text, at most 80`, `AccountOut`, `list of LineIn`, `integer or null`."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return Kind(name, name)
    if "allOf" in schema:
        return _kind(schema["allOf"][0])
    if "anyOf" in schema:
        kinds = [_kind(choice) for choice in schema["anyOf"]]
        named = next((kind.schema for kind in kinds if kind.schema), "")
        return Kind(" or ".join(dict.fromkeys(kind.words for kind in kinds)), named)
    if "enum" in schema or "const" in schema:
        return Kind(" | ".join(json.dumps(value) for value in schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        inner = _kind(schema["items"])
        return Kind(f"list of {inner.words}", inner.schema)
    return Kind(_plain(schema))


WORDS = {"string": "text", "number": "number", "integer": "integer", "boolean": "true or false", "object": "object"}
LIMITS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minimum", "from {}"),
    ("maximum", "to {}"),
    ("maxItems", "at most {}"),
)


def _plain(schema: Json) -> str:
    word = {"date": "date", "date-time": "time", "binary": "file"}.get(schema.get("format", ""))
    kind: str = word or WORDS.get(schema.get("type", ""), "anything")
    limits = [words.format(schema[name]) for name, words in LIMITS if name in schema and schema[name] < 2**62]
    return ", ".join([kind, *limits])


# ── Examples ──
def example(path: str, method: str, body: Json) -> str:
    """A curl command that does it."""
    address = re.sub(r"\{\w+_id\}", "42", path).replace("{key}", "pipeline.coverage")
    lines = [f"curl -H 'Authorization: Bearer ka_…' $KEYACCOUNT{address.removeprefix(BASE)}"]
    if method != "get":
        lines[0] = lines[0].replace("curl", f"curl -X {method.upper()}", 1)
    for media, content in body.items():
        if media == "application/json":
            written = json.dumps(_sample(content["schema"]), ensure_ascii=False)
            lines += ["  -H 'Content-Type: application/json'", f"  -d '{written}'"]
        else:
            lines += ["  -F file=@contacts.csv"]
    return " \\\n".join(lines)


def _sample(schema: Json) -> Any:
    if "$ref" in schema:
        return _sample(openapi()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    if schema.get("examples"):
        return schema["examples"][0]
    if "anyOf" in schema:
        return _sample_choice(schema["anyOf"])
    if schema.get("type") == "object":
        return dict(_sample_fields(schema))
    if schema.get("type") == "array":
        return [_sample(schema["items"])]
    return _sample_value(schema)


def _sample_choice(choices: list[Json]) -> Any:
    names = [choice for choice in choices if choice.get("type") == "string"]
    return _sample(names[0] if names else choices[0])


def _sample_fields(schema: Json) -> Iterator[tuple[str, Any]]:
    properties = schema.get("properties", {})
    for name in schema.get("required") or list(properties)[:1]:
        yield name, _sample(properties[name])


def _sample_value(schema: Json) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    samples = {"date": "2026-11-19", "date-time": "2026-11-19T09:00:00+08:00"}
    by_type = {"integer": max(1, schema.get("minimum", 1)), "number": 1, "boolean": True}
    return samples.get(schema.get("format", ""), by_type.get(schema.get("type", ""), "…"))
