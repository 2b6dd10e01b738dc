"""Nothing is asked twice within one answer.

A page shows many figures that stand on the same few sums. Inside `with remembering():` a function marked `@once` runs
once for each set of arguments; outside it runs every time. The scope is one request, one figure, or one reading of its
rows: never longer, so nothing here can be stale, and code that writes opens none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("figures_memo", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Open a scope; inside another one it is the same scope."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Every argument must be hashable (a Question is, by what it asks)."""

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _kept.get()
        if kept is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        found: R = kept[key]
        return found

    return asked
