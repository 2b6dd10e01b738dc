"""All operations of the API as a list, for tests and tools that walk them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from keyaccount.surfaces.api.api import api


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """method and path as clients write them (`/accounts/{account_id}` below /api/v1); `view` is the function itself."""

    method: str
    path: str
    operation_id: str
    tag: str
    view: Callable[..., Any]


def operations() -> list[ApiOperation]:
    return sorted(_walk(), key=lambda operation: (operation.path, operation.method))


def _walk() -> Iterator[ApiOperation]:
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                address = f"/{bound.prefix}{path}".replace("//", "/")
                tag = (operation.tags or [""])[0]
                for method in operation.methods:
                    yield ApiOperation(method, address, operation.operation_id or "", tag, operation.view_func)
