"""The OpenAPI 3.1 document: what the operations declare, with what holds for all of them said at each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic_core import from_json, to_json

from keyaccount.surfaces.api.api import api
from keyaccount.surfaces.api.operations import operations
from keyaccount.surfaces.api.problems import MEDIA_TYPE
from keyaccount.surfaces.api.schemas.common import Problem

Json = dict[str, Any]
BASE = "/api/v1"
METHODS = ("get", "put", "post", "patch", "delete")
REF = "#/components/schemas/{model}"
DESCRIPTION = """\
Key account management over HTTP. The same rules hold as on the pages: you see what your role sees, and every write \
runs the same checks and is kept in the same audit trail.

Send `Authorization: Bearer ka_…` with an access token from your settings. Amounts are texts with two decimals \
("1250.00"); dates are ISO 8601; what is wrong comes as `application/problem+json` with a stable `code`."""
PROBLEMS = {
    400: "The body cannot be read.",
    401: "No access token or session, or one that is not valid.",
    403: "You may see this but not do this.",
    404: "There is no such thing, or you may not see it.",
    409: "It contradicts how things stand: already closed, changed meanwhile, or still at work.",
    412: "Someone else changed the same fields after the version in If-Match. `clashes` lists them.",
    413: "The body is too big.",
    422: "The request does not fit; `errors` says which part and what to do.",
    429: "Too many requests; wait as Retry-After says.",
    500: "Something went wrong on our side.",
    503: "The database is busy; send it again.",
}
ALWAYS = (401, 403, 422, 429, 500, 503)
TEXT = {"type": "string"}
GENERIC_NAMES = (
    (re.compile(r"\bPage_(\w+?)Out_(?!\w)"), r"\1Page"),
    (re.compile(r"\bBulk_(\w+?)Item_(?!\w)"), r"\1Bulk"),
)
CUSTOM_FILTERS: Json = {
    "in": "query",
    "name": "custom",
    "required": False,
    "style": "deepObject",
    "explode": True,
    "description": "Only records with these values of custom fields: `custom[seats]=10..50`, "
    "`custom[grade]=gold,silver`, `custom[note]=words`; `none` for those without a value. `sort=custom_seats` orders.",
    "schema": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 200}},
}
HEADERS: dict[str, Json] = {
    "If-Match": {
        "in": "header",
        "name": "If-Match",
        "required": False,
        "description": "The ETag you read. Changes to other fields made since are kept; the same field is answered by "
        "412. Without it your values simply take the place of what is there.",
        "schema": {"type": "string", "pattern": r'^(\*|(W/)?"\d{1,9}(-[0-9a-f]+)?")$'},
    },
    "If-None-Match": {
        "in": "header",
        "name": "If-None-Match",
        "required": False,
        "description": "The ETag you have: the answer is 304 without a body while it still holds.",
        "schema": TEXT,
    },
    "Idempotency-Key": {
        "in": "header",
        "name": "Idempotency-Key",
        "required": False,
        "description": "A text of your own, such as a UUID. The same request sent again under it within 24 hours is "
        "not done again and gets the same answer.",
        "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,100}$"},
    },
}


def document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(to_json(openapi()), content_type="application/json")


@cache
def openapi() -> Json:
    found: Json = dict(api.get_openapi_schema(path_prefix=f"{BASE}/"))
    found["info"] |= {"description": DESCRIPTION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    found.pop("servers", None)
    found["components"]["schemas"] |= _problem_schemas()
    views = {(operation.path, operation.method.lower()): operation.view for operation in operations()}
    for path, method, described in described_operations(found):
        _complete(described, method, views[path.removeprefix(BASE), method])
    return _named_for_people(found)


def _named_for_people(found: Json) -> Json:
    """`AccountPage` for what pydantic calls `Page_AccountOut_`; and the document as JSON has it, with text keys."""
    text = to_json(found).decode()
    for pattern, name in GENERIC_NAMES:
        text = pattern.sub(name, text)
    named: Json = from_json(text)
    return _without_unused(named)


def _without_unused(found: Json) -> Json:
    """Schemas that nothing refers to any more: what lists are asked is told parameter by parameter."""
    used = set(re.findall(r'"#/components/schemas/([^"]+)"', to_json(found).decode()))
    schemas = found["components"]["schemas"]
    found["components"]["schemas"] = {name: schemas[name] for name in sorted(schemas) if name in used}
    return _without_unused(found) if len(found["components"]["schemas"]) < len(schemas) else found


def described_operations(found: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in found["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _problem_schemas() -> Json:
    written = Problem.model_json_schema(ref_template=REF)
    return {**written.pop("$defs"), "Problem": written}


def _complete(described: Json, method: str, view: Any) -> None:
    described["parameters"] = [_parameter(given) for given in described.get("parameters", [])]
    if getattr(view, "takes_custom_filters", False):
        described["parameters"].append(CUSTOM_FILTERS)
    described["parameters"] += [HEADERS[name] for name in _headers(described, method, view)]
    for status in _refusals(described, method, view):
        described["responses"].setdefault(status, _problem(status))
    _say_what_comes_with(described, method)


def _parameter(given: Json) -> Json:
    """A parameter without what OpenAPI does not know there, and without null, which no query can say."""
    schema = {name: part for name, part in given["schema"].items() if name not in {"title", "description"}}
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        schema = {**choices[0], **{name: part for name, part in schema.items() if name != "anyOf"}}
    kept: Json = {name: given[name] for name in ("in", "name", "required", "description") if name in given}
    return {**kept, "schema": schema}


def _headers(described: Json, method: str, view: Any) -> list[str]:
    if method == "get":
        return ["If-None-Match"] if _answers_one(described) else []
    names = ["If-Match"] if getattr(view, "takes_version", False) else []
    return names if getattr(view, "keeps_no_answer", False) else [*names, "Idempotency-Key"]


def _answers_one(described: Json) -> bool:
    """Whether it answers with one record, which has an ETag."""
    return any(given["name"] == "fields" for given in described["parameters"]) and not _is_list(described)


def _is_list(described: Json) -> bool:
    return any(given["name"] == "limit" for given in described["parameters"])


def _refusals(described: Json, method: str, view: Any) -> list[int]:
    found = list(ALWAYS)
    if getattr(view, "names_a_record", False) or any(given["in"] == "path" for given in described["parameters"]):
        found.append(404)
    if method != "get":
        found.append(409)
    if "requestBody" in described:
        found += [400, 413]
    if "If-Match" in _headers(described, method, view):
        found.append(412)
    return sorted(set(found))


def _problem(status: int) -> Json:
    schema = {"$ref": REF.format(model="Problem")}
    answer: Json = {"description": PROBLEMS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
    if status in {429, 503}:
        answer["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return answer


def _say_what_comes_with(described: Json, method: str) -> None:
    """Headers of good answers, and 304."""
    etag = {"ETag": {"description": "The record's version and how it is shown.", "schema": TEXT}}
    if method == "get" and _answers_one(described):
        described["responses"][200]["headers"] = etag
        described["responses"][304] = {"description": "You have it as it stands.", "headers": etag}
    if 201 in described["responses"]:
        made = {"Location": {"description": "The address of what was made.", "schema": TEXT}}
        described["responses"][201]["headers"] = made | etag
