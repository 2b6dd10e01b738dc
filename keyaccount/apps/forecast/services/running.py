"""A forecasting job: starts the process that learns, shows its progress, stops it on request, keeps what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keyaccount.apps.forecast.queries.fitting import KIND
from keyaccount.apps.forecast.services.keeping import keep
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Job
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, jobs
from keyaccount.apps.workspace.services.jobs import Progress
from keyaccount.kernel.errors import Fact

TITLE = gettext_lazy("Fit and judge the forecasting methods")
EVERY_MINUTES = 7 * 24 * 60
JUDGED = 12  # complete months
Line = Mapping[str, Any]


class NoAnalytics(Fact):
    message = gettext_lazy(
        "The methods need scikit-learn and statsmodels, which are not installed. Ask whoever looks after KeyAccount to "
        "install it with its extra “analytics”."
    )


class FittingFailed(Fact):
    message = gettext_lazy("The process that fits the methods ended without an answer: %(error)s")


class AlreadyFitting(Fact):
    message = gettext_lazy("The methods are being fitted already. Wait for that, or stop it first.")


def start_backtest(*, act: Act) -> Job:
    """Fit all methods on what is known today and judge them by the months before, in the background."""
    access.may_create(act)
    if Job.objects.filter(kind=KIND, status__in=jobs.ONGOING).exists():
        raise AlreadyFitting
    return jobs.enqueue(kind=KIND, title=str(TITLE), payload={}, act=act)


def run_methods(job: Job, progress: Progress) -> dict[str, Any]:
    """The job of that kind. Everything is kept in one transaction at the end, or nothing."""
    if not (find_spec("sklearn") and find_spec("statsmodels")):
        raise NoAnalytics
    began = job.started_at or job.created_at
    until = clock.day_of(began, load_workspace().zone)
    found: list[Line] = []
    progress.step(0, message=_("Starting the process that learns"))
    with _learning(until) as lines:
        for line in lines:
            if line["kind"] == "beat":
                progress.step(job.done)
            elif line["kind"] == "step":
                progress.step(line["done"], line["total"], _words(line))
            else:
                found.append(line)
    with transaction.atomic():
        run = keep(found, until=until, by=job.owner, at=began)
        progress.step(job.total or 0, job.total, _("Done"))
    return {"run": run.pk, "deals": run.deals, "megabytes": run.peak_memory}


@contextmanager
def _learning(until: date) -> Iterator[Iterator[Line]]:
    """The lines of the process; it is ended when nobody reads them any more."""
    command = [
        sys.executable,
        "-m",
        "django",
        "forecast_methods",
        "--until",
        until.isoformat(),
        "--months",
        str(JUDGED),
    ]
    process = subprocess.Popen(  # noqa: S603  (our own command with a day and a number)
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )
    try:
        yield _lines(process)
    finally:
        process.kill()
        process.communicate()


def _lines(process: subprocess.Popen[str]) -> Iterator[Line]:
    for line in process.stdout or ():
        yield json.loads(line)
    _out, told = process.communicate()
    if process.returncode:
        raise FittingFailed(error=(told.strip().splitlines() or [str(process.returncode)])[-1][:300])


def environment() -> dict[str, str]:
    """One thread for sums: two that wait for each other on a busy machine are slower by far than one."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


def _words(line: Line) -> str:
    month = date_format(date.fromisoformat(line["about"]), "YEAR_MONTH_FORMAT") if line["about"] else ""
    return {
        "reading": _("Reading the history"),
        "looking": _("Looking at the pipeline as it stood in %(month)s") % {"month": month},
        "judging": _("Predicting %(month)s from what was known before it") % {"month": month},
        "learning": _("Looking ahead"),
        "done": _("Keeping what was found"),
    }[line["word"]]
