"""What a process that serves never loads: the libraries that learn belong to the process of a forecasting job."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "scipy", "pandas", "sklearn", "statsmodels")
SERVING = """
import sys
import django
django.setup()
from django.urls import get_resolver
from keyaccount.apps.workspace.services.jobs import KINDS
from keyaccount.figures import definitions
assert get_resolver().reverse_dict and "forecast.methods" in KINDS and list(definitions())
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_pages_api_figures_and_jobs_load_no_library_that_learns() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SERVING],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "keyaccount.config.settings_test", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(HEAVY) & set(told.stdout.split())
