"""One job at a time: what a handler may do, how it ends, who may stop it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from keyaccount.apps.workspace.models import Job, JobStatus, Schedule
from keyaccount.apps.workspace.queries.jobs import job_visible_to, jobs_visible_to, queue_at
from keyaccount.apps.workspace.services import jobs
from keyaccount.apps.workspace.services.jobs.schedules import next_time
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


class Time:
    """A clock that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> Any:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def kind() -> Iterator[Any]:
    """kind(run) registers a handler and returns its name; forgotten after the test."""
    made: list[str] = []

    def register(run: jobs.Run) -> str:
        made.append(f"test.{len(made)}")
        jobs.register(made[-1], run)
        return made[-1]

    yield register
    for name in made:
        del jobs.KINDS[name]


@pytest.fixture
def work(clock: Time) -> Any:
    return lambda runner="w1", **more: jobs.work_once(runner=runner, clock=clock, **more)


@pytest.fixture
def enqueue(act: Any) -> Any:
    def ask(name: str, who: str = "lin", **more: Any) -> Job:
        return jobs.enqueue(kind=name, title="Count", payload={"n": 3}, act=act(who), **more)

    return ask


class TestEnding:
    def test_result_progress_and_times_are_kept(self, kind: Any, enqueue: Any, work: Any, clock: Time) -> None:
        def run(job: Job, progress: jobs.Progress) -> dict[str, int]:
            for n in range(1, job.payload["n"] + 1):
                progress.step(n, total=3, message=f"{n} of 3")
            clock.pass_by(seconds=7)
            return {"counted": 3}

        enqueue(kind(run))
        job = work()
        job.refresh_from_db()
        assert (job.status, job.done, job.total, job.message) == (JobStatus.DONE, 3, 3, "3 of 3")
        assert job.result == {"counted": 3}
        assert (job.started_at, job.finished_at, job.lease_until) == (NOW, NOW + timedelta(seconds=7), None)

    def test_nothing_to_do(self, work: Any) -> None:
        assert work() is None

    def test_oldest_first_and_only_when_due(self, kind: Any, enqueue: Any, work: Any, clock: Time) -> None:
        name = kind(lambda job, progress: None)
        later, first, second = enqueue(name), enqueue(name), enqueue(name)
        Job.objects.filter(pk=later.pk).update(not_before=NOW + timedelta(minutes=1))
        assert [work().pk, work().pk, work()] == [first.pk, second.pk, None]
        clock.pass_by(minutes=1)
        assert work().pk == later.pk

    def test_fact_is_shown_and_not_retried(self, kind: Any, enqueue: Any, work: Any, people: Any) -> None:
        def run(job: Job, progress: jobs.Progress) -> None:
            raise NotFound

        people.lin.language = "en"
        people.lin.save()
        enqueue(kind(run))
        job = work()
        job.refresh_from_db()
        assert (job.status, job.message) == (JobStatus.FAILED, str(NotFound()))
        assert work() is None

    def test_unexpected_error_is_retried_with_growing_pauses(
        self, kind: Any, enqueue: Any, work: Any, clock: Time
    ) -> None:
        def run(job: Job, progress: jobs.Progress) -> None:
            raise ZeroDivisionError("by zero")

        enqueue(kind(run))
        for attempt, pause in enumerate(jobs.BACK_OFF, start=1):
            job = work()
            assert (job.status, job.attempts) == (JobStatus.WAITING, attempt)
            assert job.not_before == clock.now + pause
            assert "by zero" in job.message
            assert work() is None
            clock.pass_by(seconds=pause.total_seconds())
        job = work()
        job.refresh_from_db()
        assert (job.status, job.attempts) == (JobStatus.FAILED, jobs.MAX_ATTEMPTS)
        assert "ZeroDivisionError: by zero" in job.message
        assert str(job.pk) in job.message

    def test_success_after_failure(self, kind: Any, enqueue: Any, work: Any, clock: Time) -> None:
        def run(job: Job, progress: jobs.Progress) -> None:
            if job.attempts == 1:
                raise OSError("disk is away")

        enqueue(kind(run))
        assert work().status == JobStatus.WAITING
        clock.pass_by(minutes=1)
        assert work().status == JobStatus.DONE


class TestStopping:
    def test_waiting_job_is_cancelled_at_once(self, kind: Any, enqueue: Any, work: Any, act: Any) -> None:
        job = enqueue(kind(lambda job, progress: pytest.fail("ran")))
        assert jobs.cancel(job.pk, act("lin")).status == JobStatus.CANCELLED
        assert work() is None
        with pytest.raises(jobs.JobIsOver):
            jobs.cancel(job.pk, act("lin"))

    def test_running_job_stops_at_its_next_step(self, kind: Any, enqueue: Any, work: Any, act: Any) -> None:
        def run(job: Job, progress: jobs.Progress) -> None:
            progress.step(1)
            jobs.cancel(job.pk, act("lin"))
            try:
                progress.step(2)
            except Exception:
                pytest.fail("a handler's own except must not swallow the stop")
            pytest.fail("went on after being cancelled")

        enqueue(kind(run))
        job = work()
        job.refresh_from_db()
        assert (job.status, job.done) == (JobStatus.CANCELLED, 2)
        assert "kept" in job.message

    def test_only_owner_and_administrator_cancel(self, kind: Any, enqueue: Any, act: Any) -> None:
        job = enqueue(kind(lambda job, progress: None))
        for name in ("wang", "zhao", "stranger", "auditor"):
            with pytest.raises(NotAllowed):
                jobs.cancel(job.pk, act(name))
        assert jobs.cancel(job.pk, act("admin")).status == JobStatus.CANCELLED
        with pytest.raises(NotFound):
            jobs.cancel(10**9, act("admin"))

    def test_try_again(self, kind: Any, enqueue: Any, work: Any, act: Any) -> None:
        job = enqueue(kind(lambda job, progress: None))
        with pytest.raises(jobs.JobNotOver):
            jobs.try_again(job.pk, act("lin"))
        jobs.cancel(job.pk, act("lin"))
        jobs.try_again(job.pk, act("lin"))
        assert work().status == JobStatus.DONE

    def test_shutdown_hands_the_job_on(self, kind: Any, enqueue: Any, work: Any) -> None:
        seen: list[int] = []

        def run(job: Job, progress: jobs.Progress) -> None:
            for n in range(job.done, 3):
                seen.append(n)
                progress.step(n + 1, total=3)

        enqueue(kind(run))
        job = work("w1", stopping=lambda: len(seen) == 2)
        assert (job.status, job.attempts, job.done) == (JobStatus.WAITING, 0, 2)
        job = work("w2")
        assert (job.status, job.runner, seen) == (JobStatus.DONE, "w2", [0, 1, 2])


class TestLease:
    def test_is_not_taken_while_it_holds(self, kind: Any, enqueue: Any, clock: Time) -> None:
        enqueue(kind(lambda job, progress: None))
        assert jobs.claim(runner="w1", now=clock.now) is not None
        clock.pass_by(seconds=jobs.LEASE.total_seconds())
        assert jobs.claim(runner="w2", now=clock.now) is None
        clock.pass_by(seconds=1)
        taken = jobs.claim(runner="w2", now=clock.now)
        assert taken is not None
        assert (taken.runner, taken.attempts) == ("w2", 2)

    def test_a_step_renews_it(self, kind: Any, enqueue: Any, work: Any, clock: Time) -> None:
        def run(job: Job, progress: jobs.Progress) -> None:
            for n in range(4):
                clock.pass_by(seconds=20)
                progress.step(n)
                assert jobs.claim(runner="w2", now=clock.now) is None

        enqueue(kind(run))
        assert work().status == JobStatus.DONE

    def test_who_lost_it_can_neither_report_nor_end_the_job(
        self, kind: Any, enqueue: Any, work: Any, clock: Time
    ) -> None:
        steps: list[str] = []

        def run(job: Job, progress: jobs.Progress) -> None:
            steps.append(job.runner)
            if job.runner == "w1":
                clock.pass_by(minutes=2)
                assert work("w2").status == JobStatus.DONE
                progress.step(99)
                pytest.fail("reported without the lease")

        job = enqueue(kind(run))
        work("w1")
        job.refresh_from_db()
        assert (steps, job.runner, job.status, job.done) == (["w1", "w2"], "w2", JobStatus.DONE, 0)

    def test_is_given_up_when_every_runner_dies(self, kind: Any, enqueue: Any, clock: Time) -> None:
        job = enqueue(kind(lambda job, progress: None))
        for _attempt in range(jobs.MAX_ATTEMPTS):
            assert jobs.claim(runner="w1", now=clock.now) is not None
            clock.pass_by(minutes=1)
        assert jobs.claim(runner="w1", now=clock.now) is None
        job.refresh_from_db()
        assert job.status == JobStatus.FAILED
        assert str(jobs.MAX_ATTEMPTS) in job.message

    def test_cancelled_while_its_runner_was_dead(self, kind: Any, enqueue: Any, clock: Time, act: Any) -> None:
        job = enqueue(kind(lambda job, progress: None))
        jobs.claim(runner="w1", now=clock.now)
        jobs.cancel(job.pk, act("lin"))
        clock.pass_by(minutes=1)
        assert jobs.claim(runner="w2", now=clock.now) is None
        job.refresh_from_db()
        assert job.status == JobStatus.CANCELLED

    def test_kinds_of_a_newer_version_are_left_alone(self, kind: Any, enqueue: Any, work: Any) -> None:
        job = enqueue(kind(lambda job, progress: None))
        Job.objects.filter(pk=job.pk).update(kind="from.the.future")
        assert work() is None


class TestRunNow:
    def test_no_worker_can_take_it(self, kind: Any, enqueue: Any, work: Any, clock: Time) -> None:
        seen: list[int] = []
        job = enqueue(kind(lambda job, progress: progress.step(1, total=2)), runner="cli")
        assert work() is None
        done = jobs.run_now(job, runner="cli", clock=clock, watch=lambda job: seen.append(job.done))
        assert (done.status, seen) == (JobStatus.DONE, [1])

    def test_only_for_its_runner(self, kind: Any, enqueue: Any, clock: Time) -> None:
        job = enqueue(kind(lambda job, progress: None))
        with pytest.raises(ValueError, match="not enqueued for cli"):
            jobs.run_now(job, runner="cli", clock=clock)

    def test_ctrl_c_cancels(self, kind: Any, enqueue: Any, clock: Time) -> None:
        def run(job: Job, progress: jobs.Progress) -> None:
            raise KeyboardInterrupt

        job = enqueue(kind(run), runner="cli")
        with pytest.raises(KeyboardInterrupt):
            jobs.run_now(job, runner="cli", clock=clock)
        job.refresh_from_db()
        assert job.status == JobStatus.CANCELLED

    def test_unexpected_error_ends_it(self, kind: Any, enqueue: Any, clock: Time) -> None:
        def run(job: Job, progress: jobs.Progress) -> None:
            raise ValueError("odd")

        job = jobs.run_now(enqueue(kind(run), runner="cli"), runner="cli", clock=clock)
        assert job.status == JobStatus.FAILED


class TestSchedule:
    @pytest.fixture(autouse=True)
    def only_ours(self, db: None) -> None:
        Schedule.objects.all().delete()

    def test_enqueues_when_due_and_once(self, kind: Any, work: Any) -> None:
        name = kind(lambda job, progress: None)
        jobs.schedule(kind=name, every_minutes=10, now=NOW)
        assert [job.kind for job in jobs.enqueue_due(NOW)] == [name]
        assert jobs.enqueue_due(NOW + timedelta(minutes=9)) == []
        assert work().owner.is_system
        assert len(jobs.enqueue_due(NOW + timedelta(minutes=10))) == 1

    def test_missed_times_are_not_made_up_for(self, kind: Any) -> None:
        name = kind(lambda job, progress: None)
        jobs.schedule(kind=name, every_minutes=10, now=NOW)
        assert len(jobs.enqueue_due(NOW + timedelta(minutes=57))) == 1
        assert Schedule.objects.get(kind=name).next_at == NOW + timedelta(minutes=60)

    def test_waits_for_the_one_before(self, kind: Any) -> None:
        jobs.schedule(kind=kind(lambda job, progress: None), every_minutes=10, now=NOW)
        assert len(jobs.enqueue_due(NOW)) == 1
        assert jobs.enqueue_due(NOW + timedelta(minutes=10)) == []

    def test_pausing(self, kind: Any) -> None:
        name = kind(lambda job, progress: None)
        jobs.schedule(kind=name, every_minutes=10, now=NOW)
        Schedule.objects.update(is_active=False)
        assert jobs.enqueue_due(NOW) == []

    @pytest.mark.parametrize(("late", "minutes"), [(0, 10), (9, 10), (10, 20), (11, 20), (1000, 1010)])
    def test_next_time_lies_ahead(self, late: int, minutes: int) -> None:
        now = NOW + timedelta(minutes=late)
        assert next_time(NOW, timedelta(minutes=10), now) == NOW + timedelta(minutes=minutes)


class TestCleanUp:
    def test_removes_what_is_out_of_date_and_nothing_else(self, act: Any, work: Any, clock: Time) -> None:
        from keyaccount.apps.workspace.models import IdempotentAnswer
        from keyaccount.apps.workspace.queries.settings import system_user
        from keyaccount.apps.workspace.services import cleaning_up

        def over(owner: Any, days: int) -> Job:
            then = NOW - timedelta(days=days)
            return Job.objects.create(
                kind="old", title="old", owner=owner, status=JobStatus.DONE, created_at=then, not_before=then,
                finished_at=then,
            )  # fmt: skip

        lin, system = act("lin").actor, system_user()
        kept = {over(lin, 179).pk, over(system, 1).pk}
        over(lin, 181)
        over(system, 3)
        for days, key in ((1, "new"), (3, "old")):
            IdempotentAnswer.objects.create(
                user=lin, key=key, fingerprint="f", created_at=NOW - timedelta(days=days), status=200
            )
        job = jobs.enqueue(kind=cleaning_up.KIND, title="Clean", payload={}, act=act("admin"))
        done = work()
        assert done.result["jobs"] == done.result["system_jobs"] == done.result["answers"] == 1
        assert set(Job.objects.values_list("pk", flat=True)) == kept | {job.pk}
        assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["new"]

    def test_every_workspace_schedules_it(self) -> None:
        assert Schedule.objects.filter(kind="workspace.clean_up", is_active=True).exists()


class TestSeeing:
    def test_own_jobs_only_but_all_for_the_administrator(self, kind: Any, enqueue: Any, people: Any) -> None:
        name = kind(lambda job, progress: None)
        mine, hers = enqueue(name), enqueue(name, "wang")
        assert list(jobs_visible_to(people.lin)) == [mine]
        assert list(jobs_visible_to(people.admin)) == [hers, mine]
        assert job_visible_to(people.lin, mine.pk) == mine
        with pytest.raises(NotFound):
            job_visible_to(people.lin, hers.pk)

    def test_queue_says_since_when_nobody_works(self, kind: Any, enqueue: Any, clock: Time) -> None:
        Schedule.objects.all().delete()
        name = kind(lambda job, progress: None)
        assert queue_at(NOW).idle_since is None
        enqueue(name)
        later = NOW + timedelta(minutes=5)
        assert (queue_at(later).waiting, queue_at(later).idle_since) == (1, NOW)
        jobs.claim(runner="w1", now=later)
        assert (queue_at(later).waiting, queue_at(later).running, queue_at(later).idle_since) == (0, 1, None)
        assert queue_at(later + timedelta(minutes=5)).idle_since == later + jobs.LEASE


def test_a_kind_has_one_handler(kind: Any) -> None:
    name = kind(lambda job, progress: None)
    with pytest.raises(ValueError, match="two handlers"):
        jobs.register(name, lambda job, progress: None)


def test_unknown_kind_is_refused(act: Any) -> None:
    with pytest.raises(ValueError, match="no handler"):
        jobs.enqueue(kind="no.such", title="x", payload={}, act=act("lin"))


def test_stop_signals_are_not_facts_nor_exceptions() -> None:
    assert not issubclass(jobs.JobStopped, Exception)
    assert not issubclass(jobs.JobStopped, Fact)
