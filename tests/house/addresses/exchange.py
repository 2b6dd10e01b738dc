"""Imports and exports."""

from __future__ import annotations

from tests.house.rules import IMPORTS, SEES, SIGNED_IN, Address

PAGES = {
    "exchange:imports": Address(IMPORTS),
    "exchange:new": Address(IMPORTS),
    "exchange:import": Address(IMPORTS),
    "exchange:entity": Address(IMPORTS, "POST", {"entity": "accounts"}),
    "exchange:check": Address(IMPORTS, "POST", {"mode": "both"}),
    "exchange:run": Address(IMPORTS, "POST"),
    "exchange:stop": Address(IMPORTS, "POST"),
    "exchange:undo": Address(IMPORTS),
    "exchange:discard": Address(IMPORTS, "POST"),
    "exchange:rejected": Address(IMPORTS),
    "exchange:export": Address(SIGNED_IN),
    "exchange:people_map": Address(SEES),
}

OPERATIONS: dict[str, Address] = {
    "listImports": Address(IMPORTS),
    "startImport": Address(SIGNED_IN),
    "getImport": Address(IMPORTS),
    "checkImport": Address(IMPORTS),
    "runImport": Address(IMPORTS),
    "undoImport": Address(IMPORTS),
    "discardImport": Address(IMPORTS),
    "getRejectedRows": Address(IMPORTS),
}
