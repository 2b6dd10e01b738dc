"""Which companies a text speaks of, by the cores of their names: without legal form, place, width and case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from keyaccount.formulas.duplicates.companies import company_name
from keyaccount.formulas.duplicates.places import place_of
from keyaccount.formulas.duplicates.text import words

SHORTEST_LATIN, SHORTEST = 3, 2
HEAD = 2  # characters by which names are looked up


@dataclass(frozen=True, slots=True)
class Names:
    """The first characters → cores that begin so, the longest first; core → whose it is."""

    by_head: Mapping[str, tuple[str, ...]]
    owners: Mapping[str, frozenset[int]]


def names_of(companies: Iterable[tuple[int, str]]) -> Names:
    """(id, name) of companies, a company as often as it has names. A core that is too short or a mere place is left
    out: it would be found everywhere."""
    owners: dict[str, set[int]] = defaultdict(set)
    for company, name in companies:
        core = company_name(name).core
        if _tells(core):
            owners[core].add(company)
    heads: dict[str, list[str]] = defaultdict(list)
    for core in sorted(owners, key=lambda core: (-len(core), core)):
        heads[core[:HEAD]].append(core)
    return Names(
        {head: tuple(cores) for head, cores in heads.items()},
        {core: frozenset(ids) for core, ids in owners.items()},
    )


def mentioned(text: str, names: Names) -> frozenset[int]:
    """Whose names stand in the text. Where one name begins another, only the longer one counts.

    Invariants: a company is found in any text that holds its name between other words; none is found in an empty one.
    """
    plain, place = words(text), 0
    found: set[int] = set()
    while place < len(plain):
        core = next((one for one in names.by_head.get(plain[place : place + HEAD], ()) if _at(plain, place, one)), "")
        found |= names.owners.get(core, frozenset())
        place += len(core) or 1
    return frozenset(found)


def _tells(core: str) -> bool:
    return len(core) >= (SHORTEST_LATIN if core.isascii() else SHORTEST) and not place_of(core) and not core.isdigit()


def _at(text: str, place: int, core: str) -> bool:
    """Whether the name stands there as a whole: a Latin one is not the part of a longer word."""
    if not text.startswith(core, place):
        return False
    end = place + len(core)
    joined_before = place > 0 and _is_latin(text[place - 1]) and _is_latin(core[0])
    joined_after = end < len(text) and _is_latin(text[end]) and _is_latin(core[-1])
    return not (joined_before or joined_after)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
