"""Real data beside the repository; the tests are skipped where it is not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from keyaccount import figures
from keyaccount.apps.insights.queries import question_from
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.surfaces.exchange import services
from tests.conftest import NOW, TODAY

REPOSITORY = Path(__file__).resolve().parents[2]


def data_folder(name: str) -> Path:
    """A folder of the test data: $KEYACCOUNT_TEST_DATA, else ../shared/data beside the repository."""
    given = os.environ.get("KEYACCOUNT_TEST_DATA")
    folder = (Path(given) if given else REPOSITORY.parent / "shared" / "data") / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not here: put it into {folder} or name its parent in KEYACCOUNT_TEST_DATA")
    return folder


def bring(preset: str, *paths: Path, **options: Any) -> dict[str, Any]:
    """Import as the system does on the command line; the report."""
    act = Act(actor=system_user(), now=NOW, surface=Surface.CLI)
    given = services.ImportOptions(**options)
    imp = services.start_import(paths=list(paths), preset=preset, options=given, act=act)
    services.run_import(imp.pk, act=act)
    return services.report(imp.pk)


@pytest.fixture(scope="module")
def open_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One database for a whole module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asked(open_database: None) -> Callable[..., figures.Figure]:
    """asked("pipeline.count", as_of="2017-12-31") is the figure, as one sees it who sees everything."""
    viewer = system_user()

    def compute(key: str, today: date = TODAY, **parts: str) -> figures.Figure:
        return figures.compute(key, question_from(parts, viewer=viewer, today=today))

    return compute
