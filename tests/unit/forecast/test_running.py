"""The job of the methods: a process of its own that ends, true progress, a stop that leaves nothing, kept findings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.forecast.models import DealOdds, ForecastRun, MonthForecast
from keyaccount.apps.forecast.services import running
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Job, JobStatus, Surface
from keyaccount.apps.workspace.services import jobs
from keyaccount.formulas.forecasting.interface import Lack, MethodName
from keyaccount.kernel.errors import NotAllowed
from tests.conftest import NOW, People
from tests.shared_database import shared_database
from tests.unit.forecast.filled import fill


def run(who: Any) -> Job:
    job = running.start_backtest(act=Act(who, NOW, Surface.WEB))
    done = jobs.work_once(runner="w1", clock=lambda: NOW)
    assert done is not None
    job.refresh_from_db()
    return job


@pytest.fixture
def shared(fresh_workspace: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[People]:
    with shared_database(tmp_path) as url:
        monkeypatch.setenv("KEYACCOUNT_DATABASE_URL", url)
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "keyaccount.config.settings_test")
        yield People()


def test_all_methods_are_fitted_judged_and_kept_by_a_process_that_ends(shared: People) -> None:
    fill([shared.lin, shared.lin, shared.stranger], Act(shared.admin, NOW))
    loaded = {name for name in sys.modules if name.split(".")[0] in {"sklearn", "statsmodels"}}
    job = run(shared.admin)
    assert (job.status, job.message) == (JobStatus.DONE, "Done")
    assert {name for name in sys.modules if name.split(".")[0] in {"sklearn", "statsmodels"}} == loaded
    kept = ForecastRun.objects.get()
    assert (kept.as_of, kept.deals) == (date(2026, 11, 19), 160)
    of_company = MonthForecast.objects.filter(run=kept, team=None, person=None)
    judged = of_company.exclude(came=None)
    assert set(judged.values_list("method", flat=True)) == set(MethodName)
    assert judged.filter(method="weighted").count() == 12
    ahead = of_company.filter(came=None)
    assert ahead.count() == 3 * len(MethodName)
    assert not ahead.filter(said=None).exists()
    assert MonthForecast.objects.filter(run=kept, team=shared.north).exists()
    people = MonthForecast.objects.filter(run=kept, team=None).exclude(person=None)
    assert set(people.values_list("person__username", flat=True)) == {"lin", "stranger"}
    assert not people.filter(method="trend", came=None, said=None).exists()
    weighted = of_company.filter(method="weighted", came=None).values_list("month", "said")
    for month, said in weighted:
        parts = people.filter(method="weighted", month=month).values_list("said", flat=True)
        assert sum(parts) == said
    came = judged.filter(method="trend").values_list("month", "came")
    for month, brought in came:
        assert sum(people.filter(method="trend", month=month).values_list("came", flat=True)) == brought
    odds = DealOdds.objects.select_related("opportunity__account")
    assert odds.count() == 30
    means = {
        industry: sum(each.chance for each in odds if each.opportunity.account.industry == industry) / 15  # type: ignore[union-attr]
        for industry in ("Banking", "Retail")
    }
    assert means["Banking"] > means["Retail"]


LINES: list[dict[str, Any]] = [
    {"kind": "step", "done": 1, "total": 3, "word": "judging", "about": "2026-10-01"},
    {
        "kind": "month",
        "team": None,
        "method": "trend",
        "month": "2026-10-01",
        "origin": "2026-09-30",
        "came": "90.00",
        "said": "100.00",
        "low": "80.00",
        "high": "120.00",
        "reasons": [["level", "100.00", None, ""]],
    },
    {
        "kind": "month",
        "team": None,
        "method": "learned",
        "month": "2026-10-01",
        "origin": "2026-09-30",
        "came": "90.00",
        "lack": str(Lack.CLOSED_DEALS),
        "have": 3,
        "need": 100,
    },
    {"kind": "beat"},
    {"kind": "odds", "rows": [[10**9, 0.5, None, 1.0, []]]},
    {"kind": "step", "done": 2, "total": 3, "word": "learning", "about": ""},
    {"kind": "deals", "deals": 3},
    {"kind": "end", "memory": 200},
]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the process says, without one."""
    lines = list(LINES)

    @contextmanager
    def learning(until: date) -> Iterator[Iterator[dict[str, Any]]]:
        yield iter(lines)

    monkeypatch.setattr(running, "_learning", learning)
    return lines


def test_what_was_found_is_kept_with_what_was_missing(people: Any, told: Any) -> None:
    job = run(people.admin)
    assert (job.status, job.total, job.done) == (JobStatus.DONE, 3, 3)
    kept = ForecastRun.objects.get()
    assert (kept.deals, kept.peak_memory, kept.made_by) == (3, 200, people.admin)
    first, second = MonthForecast.objects.order_by("-method")
    assert (first.said, first.low, first.high, first.came) == (100, 80, 120, 90)
    assert (second.said, second.lack, second.have, second.need) == (None, "closed_deals", 3, 100)
    assert not DealOdds.objects.exists()  # of a deal that is gone by now


def test_a_stop_keeps_nothing_of_the_run(people: Any, told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def words(line: Any) -> str:
        Job.objects.update(cancel_asked=True)
        return "x"

    monkeypatch.setattr(running, "_words", words)
    assert run(people.admin).status == JobStatus.CANCELLED
    assert not ForecastRun.objects.exists()


def test_one_fits_at_a_time(people: Any) -> None:
    running.start_backtest(act=Act(people.lin, NOW))
    with pytest.raises(running.AlreadyFitting):
        running.start_backtest(act=Act(people.wang, NOW))


def test_who_writes_nothing_starts_nothing(people: Any) -> None:
    with pytest.raises(NotAllowed):
        running.start_backtest(act=Act(people.auditor, NOW))


def test_a_process_that_fails_says_why(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "environment", lambda: {**os.environ, "DJANGO_SETTINGS_MODULE": "no.such.settings"})
    job = run(people.admin)
    assert job.status == JobStatus.FAILED
    assert "no" in job.message
    assert not ForecastRun.objects.exists()


def test_without_the_extra_it_says_what_to_install(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "find_spec", lambda name: None)
    job = run(people.admin)
    assert job.status == JobStatus.FAILED
    assert "analytics" in job.message
