"""What is committed: no addresses of registries or machines, nothing third-party, whole locks, tools that run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
THIRD_PARTY = re.compile(r"(^|/)(vendor|node_modules)/|\.min\.(js|css)$|\.(woff2?|ttf|otf|mo|whl|jar|so|dll)$")

# Put together here, so that this file does not hold what it looks for.
HOSTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "debian" + ".org",
    "npmmirror" + ".com",
]
MACHINE = re.compile(r"(?<![\w.<}])/(?:work/|root/|home/\w|tmp/\w|Users/)")
MAY_NAME_TMP = ("tests/", "scripts/")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((ROOT / "package.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package_lock() -> dict[str, Any]:
    return json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def texts(names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture


def test_nothing_third_party_or_made_is_committed(tracked: list[str]) -> None:
    assert [name for name in tracked if THIRD_PARTY.search(name) or name == "uv.lock"] == []


def test_no_committed_file_names_a_registry(tracked: list[str]) -> None:
    assert [(name, host) for name, text in texts(tracked) for host in HOSTS if host in text] == []


def test_no_committed_file_names_a_place_on_a_machine(tracked: list[str]) -> None:
    found = [(name, match.group()) for name, text in texts(tracked) for match in MACHINE.finditer(text)]
    assert [pair for pair in found if not (pair[1].startswith("/tmp") and pair[0].startswith(MAY_NAME_TMP))] == []


def test_package_lock_pins_by_content_and_not_by_address(package_lock: dict[str, Any]) -> None:
    packages = {name: entry for name, entry in package_lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry or not entry.get("integrity")] == []


def test_package_lock_holds_what_package_json_asks_for(manifest: dict[str, Any], package_lock: dict[str, Any]) -> None:
    locked = {name: package_lock["packages"][f"node_modules/{name}"]["version"] for name in manifest["dependencies"]}
    assert locked == manifest["dependencies"]


def test_front_end_packages_are_all_used(manifest: dict[str, Any]) -> None:
    sources = [*manifest["vendor"].values(), "@tabler/icons/"]
    assert [name for name in manifest["dependencies"] if not any(s.startswith(f"{name}/") for s in sources)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_python_locks_pin_by_hash_and_not_by_address(lock: str) -> None:
    blocks = requirements(lock)
    assert blocks
    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block or "://" in block] == []


def test_python_locks_hold_what_the_project_asks_for(project: dict[str, Any]) -> None:
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["analytics"]]
    assert {name_of(text) for text in asked} <= {name_of(block) for block in requirements("requirements.lock")}
    developers = {name_of(text) for text in project["dependency-groups"]["dev"]}
    assert developers <= {name_of(block) for block in requirements("requirements-dev.lock")}


def test_both_locks_agree() -> None:
    mine, theirs = ({name_of(block): block.split()[0] for block in requirements(lock)} for lock in LOCKS)
    assert {name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name]} == set()


def requirements(lock: str) -> list[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return re.findall(r"^[a-z0-9].*(?:\n[ ].*)*", text, re.MULTILINE)


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def test_front_end_files_are_in_place(manifest: dict[str, Any]) -> None:
    vendor = ROOT / "keyaccount/ui/static/vendor"
    assert [name for name in (*manifest["vendor"], "icons/icons.svg") if not (vendor / name).is_file()] == []


def test_icons_in_use_are_in_the_sprite(manifest: dict[str, Any]) -> None:
    in_use = re.compile(r"{% icon ['\"]([a-z0-9-]+)['\"]|\bicon=['\"]([a-z0-9-]+)['\"]")
    package = ROOT / "keyaccount"
    files = [*package.rglob("*.html"), *package.rglob("*.py")]
    names = {a or b for file in files for a, b in in_use.findall(file.read_text(encoding="utf-8"))}
    assert names
    assert names - set(manifest["icons"]) == set()


def test_licence_is_apache(project: dict[str, Any]) -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project["project"]["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_scripts_can_be_run(tracked: list[str]) -> None:
    shells = [name for name in tracked if name.startswith(("scripts/", ".ci/")) and not name.endswith(".py")]
    assert ".ci/run" in shells
    assert [name for name in shells if not os.access(ROOT / name, os.X_OK)] == []
    assert [name for name in shells if not (ROOT / name).read_text(encoding="utf-8").startswith("#!")] == []


def test_every_make_target_is_listed_and_documented() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE))
    listed = set(re.findall(r"^([a-z0-9-]+):.*## ", text, re.MULTILINE))
    assert phony == listed
    assert {"run", "test", "lint", "format", "types", "contracts", "e2e", "bench", "docs", "messages", "lock"} <= listed
