"""The order of the domains is written in two places; they say the same, and name every domain there is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from keyaccount.config.domains import ORDER, domains

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parents[2]


def test_the_contract_and_the_settings_order_the_domains_alike() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {tuple(c.get("containers", [])): c for c in project["tool"]["importlinter"]["contracts"]}
    from_top = contracts[("keyaccount.apps",)]["layers"]
    assert tuple(reversed(from_top)) == ORDER


def test_every_domain_has_its_place() -> None:
    folders = {file.parent.name for file in (ROOT / "keyaccount/apps").glob("*/__init__.py")}
    assert folders == set(ORDER)
    assert domains() == [f"keyaccount.apps.{name}" for name in ORDER]
