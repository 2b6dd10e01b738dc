"""Running commands as a person would, in this process and on the test's database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.utils import translation

from keyaccount.surfaces.cli import language
from keyaccount.surfaces.cli.main import main
from tests.conftest import NOW
from tests.shared_database import copy_into


class Shell:
    """shell("figure", "pipeline.count") runs a command; shell.json(…) reads what it printed."""

    def __call__(self, *words: str, stdin: str = "", code: int = 0, **environment: str) -> Result:
        done = CliRunner(env={"LANG": "C.UTF-8", "LC_ALL": "", **environment}).invoke(main, list(words), input=stdin)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done

    def json(self, *words: str, **more: Any) -> Any:
        return json.loads(self(*words, "--json", **more).stdout)


@pytest.fixture
def shell() -> Iterator[Shell]:
    """It is NOW. Commands choose a language for their process; here it is set back."""
    before, spoken = translation.get_language(), language.chosen
    with time_machine.travel(NOW):
        yield Shell()
    translation.activate(before or "en")
    language.chosen = spoken


@pytest.fixture(scope="session")
def set_up_file(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """On SQLite: a workspace as `keyaccount migrate` leaves it."""
    file = tmp_path_factory.mktemp("set-up") / "workspace.sqlite3"
    with django_db_blocker.unblock():
        copy_into(file)
    return file
