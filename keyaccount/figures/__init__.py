"""A figure is a thing: one definition, one place, and it says how it came about."""

from keyaccount.figures.figure import Column, Figure, Formula, Input, Note, Notes, Rows, Unit
from keyaccount.figures.question import COMPANY, Question, Scope, ScopeKind
from keyaccount.figures.registry import Answer, Definition, compute, definition, definitions, register, stated

__all__ = [
    "COMPANY",
    "Answer",
    "Column",
    "Definition",
    "Figure",
    "Formula",
    "Input",
    "Note",
    "Notes",
    "Question",
    "Rows",
    "Scope",
    "ScopeKind",
    "Unit",
    "compute",
    "definition",
    "definitions",
    "register",
    "stated",
]
