"""What a table holds and which column fills which field: by the preset's rules, else by headings in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import translation

from keyaccount.apps.workspace.searching import fold
from keyaccount.surfaces.exchange.entities.custom import columns_of
from keyaccount.surfaces.exchange.entities.entity import Entity
from keyaccount.surfaces.exchange.entities.registry import ENTITIES
from keyaccount.surfaces.exchange.parsing.words import folded_choice, folded_heading, heading_keys
from keyaccount.surfaces.exchange.presets.preset import FileRule, Preset

LANGUAGES = ("en", "zh-hans")
NOT_WORDS = re.compile(r"[\d_\-.()（）\[\]·]+")
IGNORED = frozenset({"csv", "xlsx", "xlsm", "txt", "tsv", "export", "导出", "导入", "模板", "sheet"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """entity: empty when it cannot be told; rule: the place of the preset's rule; why_not: why it is left out."""

    entity: str = ""
    rule: int | None = None
    why_not: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def recognise(name: str, headings: Sequence[str], preset: Preset, said: str | None = None) -> Recognised:
    """`said`: the entity that a person chose, which is not doubted."""
    place = _rule(name, headings, preset, said)
    if place is not None:
        rule = preset.files[place]
        if not rule.entity:
            return Recognised(rule=place, why_not=rule.why_not)
        return Recognised(rule.entity, place, columns=match_columns(headings, ENTITIES[rule.entity], rule))
    entity = said or _best_entity(name, headings)
    if not entity:
        return Recognised()
    return Recognised(entity, columns=match_columns(headings, ENTITIES[entity]))


def match_columns(headings: Sequence[str], entity: Entity, rule: FileRule | None = None) -> dict[str, str]:
    """Heading → field, each field once; empty for a heading that fills none."""
    given = rule.folded_columns if rule else {}
    known = {**custom_names(entity.key), **names_of(entity.key)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for heading in headings:
        if folded_heading(heading) in given:
            key = given[folded_heading(heading)]
            found[heading] = key if key not in taken else ""
            taken.add(key)
    for heading in headings:
        if heading in found or not heading:
            continue
        key = next((key for one in heading_keys(heading) if (key := known.get(one, ""))), "")
        found[heading] = key if key not in taken else ""
        taken.add(key)
    return {heading: found[heading] for heading in headings if heading}


def custom_names(entity: str) -> dict[str, str]:
    """Folded heading → custom field; never kept, since an administrator may define one at any time."""
    found: dict[str, str] = {}
    for one in columns_of(entity):
        for name in one.names:
            found.setdefault(name, one.key)
    return found


@lru_cache(maxsize=32)
def names_of(entity: str) -> dict[str, str]:
    """Folded heading → field key; titles count in both languages, so that what we export can be brought back."""
    found: dict[str, str] = {}
    for one in ENTITIES[entity].fields:
        for name in one.names:
            found.setdefault(name, one.key)
    for language in LANGUAGES:
        with translation.override(language):
            for one in ENTITIES[entity].fields:
                found.setdefault(folded_heading(str(one.title)), one.key)
    return found


def _rule(name: str, headings: Sequence[str], preset: Preset, said: str | None) -> int | None:
    rules = [(place, rule) for place, rule in enumerate(preset.files) if said is None or rule.entity == said]
    present = {key for heading in headings for key in heading_keys(heading)}
    called = _called(name)
    for place, rule in rules:
        known = any(column in present for column in rule.folded_columns) or not rule.entity
        if known and called & {_words(word) for word in rule.words}:
            return place
    for place, rule in rules:
        if rule.signs and all(set(heading_keys(sign)) & present for sign in rule.signs):
            return place
    if said is not None and len(rules) == 1:
        return rules[0][0]
    return None


def _best_entity(name: str, headings: Sequence[str]) -> str:
    """The entity whose fields the headings fill best; empty on a draw, or when what it needs is not there."""
    scores: dict[str, float] = {}
    called = _called(name)
    for entity in ENTITIES.values():
        filled = {key for key in match_columns(headings, entity).values() if key}
        if not filled.issuperset(entity.required) or not filled:
            continue
        named = bool(called & {_words(word) for word in entity.words})
        scores[entity.key] = len(filled) / len(headings) + named
    best = max(scores.values(), default=0)
    winners = [key for key, score in scores.items() if score == best]
    return winners[0] if len(winners) == 1 and best >= 0.3 else ""


def _called(name: str) -> set[str]:
    """What a file may be called: its whole name and, in a workbook, that of the sheet."""
    parts = [name, *name.split(" · ")]
    return {_words(part) for part in parts}


def _words(text: str) -> str:
    words = NOT_WORDS.sub(" ", fold(text)).split()
    return folded_choice("".join(word for word in words if word not in IGNORED))
