"""The page of background jobs: own and everyone's, true progress, stop, start again, results."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from keyaccount.apps.workspace.models import Job, JobStatus
from keyaccount.apps.workspace.services import cleaning_up
from keyaccount.apps.workspace.services.jobs import enqueue
from keyaccount.apps.workspace.views import job_links

pytestmark = pytest.mark.django_db
KIND = cleaning_up.KIND


@pytest.fixture
def ask(people: Any) -> Any:
    def make(who: str) -> Client:
        client = Client()
        client.force_login(getattr(people, who))
        return client

    return make


@pytest.fixture
def job(act: Any) -> Job:
    return enqueue(kind=KIND, title="Import of accounts.csv", payload={}, act=act("lin"))


def put(job: Job, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).update(**values)


@pytest.mark.parametrize(
    ("who", "sees"), [("lin", True), ("admin", True), ("wang", False), ("zhao", False), ("auditor", False)]
)
def test_own_jobs_and_everyones_for_administrators(ask: Any, job: Job, who: str, sees: bool) -> None:
    assert ("Import of accounts.csv" in ask(who).get(reverse("workspace:jobs")).content.decode()) is sees
    expected = 200 if sees else 404
    for name in ("job", "job_line", "job_state"):
        assert ask(who).get(reverse(f"workspace:{name}", args=[job.pk])).status_code == expected


def test_polls_only_while_it_runs(ask: Any, job: Job) -> None:
    line, state = (reverse(f"workspace:{name}", args=[job.pk]) for name in ("job_line", "job_state"))
    put(job, status=JobStatus.RUNNING, done=1200, total=4800, message="accounts.csv")
    for url in (line, state):
        body = ask("lin").get(url).content.decode()
        assert f'data-poll="{url}"' in body
        assert 'value="1200" max="4800"' in body
        assert "1,200 / 4,800" in body
    put(job, status=JobStatus.DONE, done=4800)
    for url in (line, state):
        assert "data-poll" not in ask("lin").get(url).content.decode()


def test_stop(ask: Any, job: Job) -> None:
    url = reverse("workspace:cancel_job", args=[job.pk])
    assert ask("zhao").post(url).status_code == 404
    answer = ask("lin").post(url)
    assert answer.url == reverse("workspace:job", args=[job.pk])
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    again = ask("lin").post(url, follow=True)
    assert "nothing to cancel" in again.content.decode()


def test_a_failed_job_says_why_and_starts_again(ask: Any, job: Job) -> None:
    put(job, status=JobStatus.FAILED, message="The file is no longer there. What was finished is kept.")
    body = ask("lin").get(reverse("workspace:job", args=[job.pk])).content.decode()
    assert "The file is no longer there." in body
    assert "Start again" in body
    ask("lin").post(reverse("workspace:try_job_again", args=[job.pk]), {"from": "list"})
    job.refresh_from_db()
    assert job.status == JobStatus.WAITING


def test_states_narrow_the_list(ask: Any, job: Job) -> None:
    url = reverse("workspace:jobs")
    assert "accounts.csv" in ask("lin").get(f"{url}?state=running").content.decode()
    assert "accounts.csv" not in ask("lin").get(f"{url}?state=failed").content.decode()


def test_the_system_s_own_jobs_are_shown_when_asked_for(ask: Any, job: Job, people: Any) -> None:
    from keyaccount.apps.workspace.queries.settings import system_user

    put(job, owner=system_user())
    url = reverse("workspace:jobs")
    assert "accounts.csv" not in ask("admin").get(url).content.decode()
    assert "accounts.csv" in ask("admin").get(f"{url}?whose=system").content.decode()
    assert "accounts.csv" not in ask("lin").get(f"{url}?whose=system").content.decode()


def test_nobody_works_is_said_to_administrators(ask: Any, job: Job) -> None:
    assert "Nobody works at the jobs" in ask("admin").get(reverse("workspace:jobs")).content.decode()
    assert "Nobody works at the jobs" not in ask("lin").get(reverse("workspace:jobs")).content.decode()


def test_result_leads_on(ask: Any, job: Job, monkeypatch: Any) -> None:
    monkeypatch.setattr(job_links, "_links", {})
    job_links.add(KIND, "See the report", lambda job: f"/imports/{job.result['id']}/" if job.result else "")
    assert "See the report" not in ask("lin").get(reverse("workspace:jobs")).content.decode()
    put(job, status=JobStatus.DONE, result={"id": 7, "read": 85})
    body = ask("lin").get(reverse("workspace:job", args=[job.pk])).content.decode()
    assert 'href="/imports/7/"' in body
    assert "<dt>read</dt><dd>85</dd>" in body


def test_the_navigation_counts_what_is_under_way(ask: Any, job: Job) -> None:
    import re

    def counted(who: str) -> bool:
        nav = ask(who).get(reverse("workspace:settings")).content.decode()
        return bool(re.search(r'Jobs</span><span class="n">1</span>', nav))

    assert counted("lin")
    assert not counted("wang")
    put(job, status=JobStatus.DONE)
    assert not counted("lin")
