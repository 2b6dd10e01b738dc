"""The process of a forecasting job: reads the past, fits every method, writes what it finds as JSON lines, and ends.

`services.running` starts it, so that numpy, statsmodels and scikit-learn, and the memory that learning takes, never
belong to a process that serves. It writes nothing to the database: a job that is stopped leaves nothing half done.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand

from keyaccount.apps.forecast.queries.past import parts_of, past_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.formulas.forecasting.telling import Found, Step, findings

WRITING = threading.Lock()


class Command(BaseCommand):
    help = "Fit the forecasting methods; what a forecasting job runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until", required=True, help="the day whose end is the last moment known")
        parser.add_argument("--months", type=int, required=True, help="how many months back the methods are judged")

    def handle(self, *args: Any, **options: Any) -> None:
        over = threading.Event()
        threading.Thread(target=beat, args=(over,), daemon=True).start()
        for line in lines(date.fromisoformat(options["until"]), options["months"]):
            write(line)
        over.set()


def beat(over: threading.Event) -> None:
    """A line a second, so that the job can be stopped, or handed on, while a long step gives none."""
    while not over.wait(1.0):
        write({"kind": "beat"})


def write(line: dict[str, Any]) -> None:
    with WRITING:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def lines(until: date, months: int) -> Iterator[dict[str, Any]]:
    """Steps as they are done, then what was found; the last line says how much memory it took."""
    workspace = load_workspace()
    moment: datetime = clock.end_of(until, workspace.zone)
    yield {"kind": "step", "done": 0, "total": 1, "word": "reading", "about": ""}
    past = past_of(workspace, moment)
    for found in findings(past, until, months, parts_of(past)):
        yield as_line(found)
    yield {"kind": "end", "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def as_line(found: Step | Found) -> dict[str, Any]:
    if isinstance(found, Step):
        return {"kind": "step", "done": found.done, "total": found.total, "word": found.word, "about": found.about}
    return {"kind": found.kind, **found.values}
