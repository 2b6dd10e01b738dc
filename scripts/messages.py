"""The Chinese catalogue: `collect` brings it up to the texts in the source, `check` says what is still to be done."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("keyaccount/locale/zh_Hans/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
WIDTH = 110

Key = tuple[str | None, str, str]


def main(act: str = "check") -> int:
    if not shutil.which("xgettext"):
        print("Collecting texts needs GNU gettext: scripts/install_packages.sh gettext", file=sys.stderr)
        return 1
    return {"collect": collect, "check": check}[act]()


def collect() -> int:
    file = ROOT / CATALOGUE
    file.parent.mkdir(parents=True, exist_ok=True)
    catalogue = collected(polib.pofile(str(file)) if file.exists() else polib.POFile())
    catalogue.metadata.pop("POT-Creation-Date", None)  # it would change the file even when no text has changed
    catalogue.save(str(file))
    catalogue.save_as_mofile(str(file.with_suffix(".mo")))
    to_do = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
    print(f"{CATALOGUE}: {len(catalogue)} texts, {to_do} to translate or look through")
    return 0


def check() -> int:
    file = ROOT / CATALOGUE
    findings = list(faults(polib.pofile(str(file)) if file.exists() else polib.POFile(), texts_in_source()))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} faults in {CATALOGUE}" if findings else f"{CATALOGUE} is complete")
    return 1 if findings else 0


def faults(catalogue: polib.POFile, wanted: dict[Key, str]) -> Iterator[str]:
    present = {key(entry): entry for entry in catalogue if not entry.obsolete}
    for missing in wanted.keys() - present.keys():
        yield f"not collected: {missing[1]!r} ({wanted[missing]}); run `make messages`"
    for left_over in present.keys() - wanted.keys():
        yield f"no longer in the source: {left_over[1]!r}; run `make messages`"
    for entry in present.values():
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"not translated: {entry.msgid!r}"
        else:
            yield from wrong_placeholders(entry)


def wrong_placeholders(entry: polib.POEntry) -> Iterator[str]:
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    for text in entry.msgstr_plural.values() or [entry.msgstr]:
        if placeholders(text) != wanted:
            yield f"other placeholders than in English: {entry.msgid!r} → {text!r}"


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text.replace("%%", ""))))


def texts_in_source() -> dict[Key, str]:
    """Every translatable text of the source and the files that hold it."""
    return {key(entry): ", ".join(file for file, _ in entry.occurrences) for entry in collected(polib.POFile())}


def collected(known: polib.POFile) -> polib.POFile:
    """The texts of the source with what is known of them. It is done in a copy that is thrown away: makemessages leaves
    a file beside every template while it works."""
    with tempfile.TemporaryDirectory() as folder:
        copy, file = Path(folder, "keyaccount"), Path(folder) / CATALOGUE
        shutil.copytree(
            ROOT / "keyaccount", copy, ignore=shutil.ignore_patterns("vendor", "__pycache__", "*.po", "*.mo")
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        if len(known):
            known.save(str(file))
        make_messages(copy)
        return polib.pofile(str(file), wrapwidth=WIDTH)


def make_messages(package: Path) -> None:
    options = ["--locale=zh_Hans", "--add-location=file", "--no-obsolete", "--no-wrap", "--ignore=ui/static/vendor/*"]
    command = [sys.executable, "-P", "-m", "django", "makemessages", "--verbosity=0", *options]
    subprocess.run(command, cwd=package, check=True)


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
