"""Every template and static file of this floor: compiles, names only what exists, and keeps the strict CSP."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import keyaccount.ui
from keyaccount.ui import context

UI = Path(keyaccount.ui.__file__).parent
ROOT = UI.parents[1]
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
CSS = sorted((UI / "static/ui/css").glob("*.css"))
SCRIPTS = sorted((UI / "static/ui/js").glob("*.js"))
NOT_ALLOWED = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\b(?:src|type)=)|javascript:", re.I)


def named(path: Path) -> str:
    return str(path.relative_to(UI))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_compiles_and_holds_no_inline_code(path: Path) -> None:
    get_template(str(path.relative_to(UI / "templates")))
    assert NOT_ALLOWED.findall(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 60


def test_icons_in_use_are_in_the_sprite() -> None:
    sprite = set(json.loads((ROOT / "package.json").read_text())["icons"])
    used = {name for path in TEMPLATES for name in re.findall(r"{% icon \"([\w-]+)\"", path.read_text())}
    assert used
    assert used - sprite == set()


def test_signs_in_use_are_drawn() -> None:
    """Of every domain: a sign that nobody drew is a blank."""
    symbols = (UI / "templates/ui/symbols.html").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', symbols))
    naming = re.compile(r"(?:{% sign |<use href=)\"#?([\w-]+)\"|\bkind=\"(h-[\w-]+)\"")
    pages = UI.parent.rglob("templates/**/*.html")
    used = {sign or kind for path in pages for sign, kind in naming.findall(path.read_text())}
    assert {"h-bad", "h-info"} <= used
    assert used - drawn == set()


def test_every_style_and_script_is_linked_once_and_exists() -> None:
    assert {path.stem for path in CSS} == set(context.STYLES)
    on_their_own = {"theme-first", "passkeys"}
    assert {path.stem for path in SCRIPTS} == set(context.SCRIPTS) | on_their_own
    assert len(set(context.STYLES)) == len(context.STYLES)


def test_addresses_in_the_css_exist() -> None:
    """So that a hashing static storage can rewrite them. Libraries are brought by the build, fonts with them."""
    vendored = json.loads((ROOT / "package.json").read_text())["vendor"]
    for path in CSS:
        for address in re.findall(r"url\(\"?(?!data:)([^\")]+)\"?\)", path.read_text()):
            target = (path.parent / address).resolve().relative_to(UI / "static")
            assert str(target).removeprefix("vendor/") in vendored, f"{path.name}: {address}"


def test_every_variable_used_is_a_token() -> None:
    tokens = (UI / "static/ui/css/tokens.css").read_text()
    declared = set(re.findall(r"(--ka-[\w-]+):", tokens))
    used = {name for path in CSS for name in re.findall(r"var\((--ka-[\w-]+)", path.read_text())}
    assert used - declared == set()


def test_no_raw_colour_outside_the_tokens() -> None:
    parts = [path for path in CSS if path.name not in {"tokens.css", "print.css", "auth.css"}]
    colour = re.compile(r":[^;{}]*(?:#[0-9a-f]{3,8}\b|\brgba?\()")
    assert {path.name for path in parts if colour.search(path.read_text())} == set()


def test_both_themes_have_every_colour() -> None:
    tokens = (UI / "static/ui/css/tokens.css").read_text()
    blocks = re.findall(r"data-bs-theme=\"\w+\"\] \{(.*?)\n\}", tokens, re.S)
    light, dark = (set(re.findall(r"(--ka-[\w-]+):", block)) for block in blocks)
    assert "--ka-accent" in light
    assert light == dark


def test_words_of_the_scripts_come_from_the_server() -> None:
    asked = {word for path in SCRIPTS for word in re.findall(r"\bword\(\"(\w+)\"", path.read_text())}
    assert "undo" in asked
    assert asked <= set(context.script_words())
