"""Exact decimal arithmetic: room for every digit of a sum of products, and an error rather than a silent rounding."""

from collections.abc import Callable
from decimal import Context, Inexact, InvalidOperation, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_EXACT = Context(prec=400, traps=[Inexact, InvalidOperation])


def exact(formula: Callable[P, R]) -> Callable[P, R]:
    """Run a formula of sums and products in a context that never rounds, whatever the context of the caller."""

    @wraps(formula)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(_EXACT):
            return formula(*args, **kwargs)

    return run
