"""The wheel holds every file of the package that is committed, the front-end files and the compiled messages."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = "keyaccount/ui/static/vendor"


def main(wheel: str) -> int:
    wanted = committed_files() | front_end_files() | compiled_messages()
    missing = sorted(wanted - set(zipfile.ZipFile(wheel).namelist()))
    for name in missing:
        print(f"not in the wheel: {name}")
    size = Path(wheel).stat().st_size / 1024**2
    print(f"{Path(wheel).name}: {size:.1f} MB, {len(wanted)} files wanted, {len(missing)} missing")
    return 1 if missing else 0


def committed_files() -> set[str]:
    names = subprocess.run(["git", "ls-files", "keyaccount"], cwd=ROOT, check=True, capture_output=True, text=True)
    return {name for name in names.stdout.splitlines() if not name.endswith(".po")}


def front_end_files() -> set[str]:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return {f"{VENDOR}/{name}" for name in (*manifest["vendor"], "icons/icons.svg")}


def compiled_messages() -> set[str]:
    catalogues = ROOT.glob("keyaccount/locale/*/LC_MESSAGES/*.po")
    return {str(file.relative_to(ROOT).with_suffix(".mo")) for file in catalogues}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
