"""The pool: who claims, limits, returning, assigning; the job that warns and lets go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.collaboration.services import comments
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.portfolio.models import AccountStanding, PoolAct, PoolEntry, PoolRules, PoolWarning
from keyaccount.apps.portfolio.services import pool, releasing
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry, Job
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.apps.workspace.services import jobs
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW
from tests.unit.conftest import PART

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def account(act: Any) -> Account:
    return accounts.create_account(values={"name": "Huawei"}, act=act("lin"))


@pytest.fixture
def pooled(act: Any) -> Any:
    """pooled("Acme"): an account nobody owns."""

    def make(name: str = "Acme") -> Account:
        return accounts.create_account(values={"name": name, "owner": None}, act=act("zhao"))

    return make


@pytest.fixture
def rules(act: Any) -> Any:
    """rules(idle_days=30): the job keeps these."""

    def change(**values: Any) -> PoolRules:
        return pool.change_rules(values={"is_on": True, "no_deal_days": None, **values}, act=act("admin"))

    return change


def run(now: datetime) -> dict[str, int]:
    """The job as the schedule starts it on that day."""
    jobs.enqueue(kind=releasing.KIND, title="pool", payload={}, act=Act(system_user(), now))
    job = jobs.work_once(runner="test", clock=lambda: now)
    assert job is not None
    assert job.status == "done", job.message
    Job.objects.all().delete()
    return dict(job.result or {})


def owner_of(account: Account) -> str | None:
    owner = Account.objects.get(pk=account.pk).owner
    return owner.username if owner else None


# ── Claiming ──
@pytest.mark.parametrize("who", ["lin", "stranger", "zhao", "admin"])
def test_whoever_writes_may_claim(pooled: Any, act: Any, who: str) -> None:
    account = pooled()
    pool.claim_account(account_id=account.pk, act=act(who))
    assert owner_of(account) == who
    entry = PoolEntry.objects.get()
    assert (entry.act, entry.person.username, entry.by.username) == (PoolAct.CLAIMED, who, who)
    told = AuditEntry.objects.filter(entity="accounts.account", object_id=account.pk, action="changed").get()
    assert told.changes["owner"][0] is None


@pytest.mark.parametrize("who", ["finance", "auditor"])
def test_whoever_writes_nothing_may_not(pooled: Any, act: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        pool.claim_account(account_id=pooled().pk, act=act(who))


def test_the_second_is_told(pooled: Any, act: Any) -> None:
    account = pooled()
    pool.claim_account(account_id=account.pk, act=act("lin"))
    with pytest.raises(pool.SomeoneWasQuicker):
        pool.claim_account(account_id=account.pk, act=act("stranger"))
    assert owner_of(account) == "lin"


def test_an_account_that_never_was_there_is_not_told_of(account: Account, act: Any) -> None:
    with pytest.raises(NotFound):
        pool.claim_account(account_id=account.pk, act=act("stranger"))
    with pytest.raises(NotFound):
        pool.claim_account(account_id=account.pk + 1000, act=act("stranger"))


def test_so_many_a_week(pooled: Any, act: Any, rules: Any) -> None:
    rules(claims_a_week=2)
    first, second, third = (pooled(name) for name in "ABC")
    pool.claim_account(account_id=first.pk, act=act("lin"))
    pool.claim_account(account_id=second.pk, act=act("lin"))
    with pytest.raises(pool.TooManyClaims):
        pool.claim_account(account_id=third.pk, act=act("lin"))
    pool.claim_account(account_id=third.pk, act=act("lin", NOW + 7 * DAY))
    assert owner_of(third) == "lin"


def test_the_last_owner_waits(account: Account, act: Any) -> None:
    pool.return_account(account_id=account.pk, reason="moved away", act=act("lin"))
    with pytest.raises(pool.HadItLately):
        pool.claim_account(account_id=account.pk, act=act("lin", NOW + 13 * DAY))
    pool.claim_account(account_id=account.pk, act=act("lin", NOW + 14 * DAY))
    assert owner_of(account) == "lin"


# ── Returning, assigning ──
def test_returning_says_why(account: Account, act: Any) -> None:
    for reason in ("", "  ", "x" * 301):
        with pytest.raises(Invalid):
            pool.return_account(account_id=account.pk, reason=reason, act=act("lin"))
    with pytest.raises(NotAllowed):
        pool.return_account(account_id=account.pk, reason="x", act=act("wang"))
    pool.return_account(account_id=account.pk, reason="no need  for us", act=act("lin"))
    entry = PoolEntry.objects.get()
    assert (owner_of(account), entry.reason, entry.person.username) == (None, "no need for us", "lin")


def test_assigning(pooled: Any, act: Any, people: Any) -> None:
    account = pooled()
    with pytest.raises(NotAllowed):
        pool.assign_account(account_id=account.pk, to=people.wang, act=act("lin"))
    with pytest.raises(Invalid):
        pool.assign_account(account_id=account.pk, to=people.stranger, act=act("zhao"))
    with pytest.raises(Invalid):
        pool.assign_account(account_id=account.pk, to=people.finance, act=act("admin"))
    pool.assign_account(account_id=account.pk, to=people.wang, act=act("zhao"))
    assert owner_of(account) == "wang"


# ── The job ──
def test_warned_first_then_let_go(account: Account, rules: Any) -> None:
    rules(idle_days=30, warn_days=7)
    assert run(NOW + 22 * DAY) == {}
    assert run(NOW + 23 * DAY) == {"warned": 1}
    warning = PoolWarning.objects.get()
    assert (warning.owner.username, warning.why, warning.goes_on) == ("lin", "idle", date(2026, 12, 19))
    assert run(NOW + 24 * DAY) == {}
    assert run(NOW + 29 * DAY) == {}
    assert run(NOW + 30 * DAY) == {"released": 1}
    entry = PoolEntry.objects.get()
    assert (owner_of(account), entry.act, entry.person.username, entry.by.is_system) == (None, "released", "lin", True)
    assert not PoolWarning.objects.exists()
    assert run(NOW + 31 * DAY) == {}


def test_nobody_loses_an_account_without_the_days_of_warning(account: Account, rules: Any) -> None:
    """The rules are new and the account has lain idle for a year."""
    rules(idle_days=30, warn_days=7)
    assert run(NOW + 365 * DAY) == {"warned": 1}
    assert PoolWarning.objects.get().goes_on == (NOW + 372 * DAY).date()
    assert run(NOW + 371 * DAY) == {}
    assert run(NOW + 372 * DAY) == {"released": 1}


@pytest.mark.parametrize("what", ["change", "deal", "comment"])
def test_any_act_keeps_it(account: Account, rules: Any, act: Any, make_deal: Any, what: str) -> None:
    rules(idle_days=30, open_deal_keeps=False)
    run(NOW + 25 * DAY)
    later = NOW + 26 * DAY
    if what == "change":
        accounts.update_account(account_id=account.pk, values={"city": "Suzhou"}, act=act("lin", later))
    elif what == "deal":
        make_deal("Campus", account=account, now=later)
    else:
        comments.post_comment(kind="account", object_id=account.pk, text="called", act=act("wang", later))
    assert run(NOW + 30 * DAY) == {"cleared": 1}
    assert owner_of(account) == "lin"


def test_an_open_deal_keeps_it_where_the_rules_say_so(account: Account, rules: Any, act: Any, make_deal: Any) -> None:
    rules(idle_days=30)
    deal = make_deal("Campus", account=account)
    assert run(NOW + 100 * DAY) == {}
    rules(open_deal_keeps=False)
    assert run(NOW + 100 * DAY) == {"warned": 1}
    opportunities.archive_opportunity(opportunity_id=deal.pk, act=act("lin"))


def test_without_a_deal(account: Account, rules: Any, act: Any, make_deal: Any) -> None:
    rules(idle_days=None, no_deal_days=60)
    accounts.update_account(account_id=account.pk, values={"city": "Suzhou"}, act=act("lin", NOW + 50 * DAY))
    assert run(NOW + 53 * DAY) == {"warned": 1}
    deal = make_deal("Campus", account=account, now=NOW + 54 * DAY)
    assert run(NOW + 55 * DAY) == {"cleared": 1}
    closed = (NOW + 56 * DAY).date()
    stages.win_opportunity(opportunity_id=deal.pk, closed_on=closed, act=act("lin", NOW + 56 * DAY))
    rules(no_deal_days=60, idle_days=None)
    assert run(NOW + 108 * DAY) == {}
    assert run(NOW + 109 * DAY) == {"warned": 1}


def test_key_accounts_stay(account: Account, rules: Any, act: Any, make_deal: Any) -> None:
    """The threshold of a key account is that of the tiers: 10,000 in twelve months."""
    deal = make_deal("Campus", amount=10_000, account=account)
    stages.win_opportunity(opportunity_id=deal.pk, act=act("lin"))
    rules(idle_days=30, tiers_stay=[])
    assert run(NOW + 300 * DAY) == {}
    rules(key_accounts_stay=False)
    assert run(NOW + 300 * DAY) == {"warned": 1}


def test_tiers_stay(account: Account, rules: Any) -> None:
    AccountStanding.objects.create(account=account, on=NOW.date(), tier="B")
    rules(idle_days=30, tiers_stay=["A", "B"])
    assert run(NOW + 300 * DAY) == {}
    rules(tiers_stay=["A"])
    assert run(NOW + 300 * DAY) == {"warned": 1}


def test_a_claim_protects(pooled: Any, rules: Any, act: Any) -> None:
    rules(idle_days=10, protect_days=40, warn_days=2)
    pool.claim_account(account_id=pooled().pk, act=act("lin"))
    assert run(NOW + 37 * DAY) == {}
    assert run(NOW + 38 * DAY) == {"warned": 1}
    assert run(NOW + 40 * DAY) == {"released": 1}


def test_off_means_off(account: Account, rules: Any, act: Any) -> None:
    rules(idle_days=30)
    run(NOW + 25 * DAY)
    pool.change_rules(values={"is_on": False}, act=act("admin"))
    assert run(NOW + 300 * DAY) == {}
    assert (owner_of(account), PoolWarning.objects.count()) == ("lin", 0)


def test_another_owner_is_warned_anew(account: Account, rules: Any, act: Any, people: Any) -> None:
    rules(idle_days=30)
    run(NOW + 25 * DAY)
    accounts.update_account(account_id=account.pk, values={"owner": people.wang}, act=act("zhao", NOW + 26 * DAY))
    assert run(NOW + 30 * DAY) == {"cleared": 1}
    assert run(NOW + 49 * DAY) == {"warned": 1}
    assert PoolWarning.objects.get().owner.username == "wang"


def test_questions_a_run_do_not_grow_with_the_accounts(
    act: Any, rules: Any, django_assert_max_num_queries: Any
) -> None:
    rules(idle_days=400)
    for number in range(30):
        accounts.create_account(values={"name": f"A{number}"}, act=act("lin"))
    with django_assert_max_num_queries(40):
        run(NOW + DAY)


# ── Figure and pages ──
def test_figure(pooled: Any, account: Account, ask: Any) -> None:
    pooled("A")
    pooled("B")
    found = ask("accounts.pool", "stranger")
    assert found.value == 2
    assert [row["account"] for row in found.rows.fetch(10)] == ["A", "B"]
    assert found.rows.sum_of_rows == found.rows.total() == 2


def test_the_page_and_its_buttons(pooled: Any, page_of: Any, send: Any) -> None:
    first, second = pooled("Acme"), pooled("Beta")
    page = page_of("lin", "/pool/").content.decode()
    assert "Acme" in page
    assert f"/pool/{first.pk}/claim" in page
    assert f"/pool/{first.pk}/assign" not in page
    assert f"/pool/{first.pk}/assign" in page_of("zhao", "/pool/").content.decode()
    assert f"/pool/{first.pk}/claim" not in page_of("finance", "/pool/").content.decode()
    assert "Beta" not in page_of("lin", "/pool/?q=acme").content.decode()
    answer = send("lin", f"/pool/{first.pk}/claim", **PART, **{"HX-Target": "pool"}).content.decode()
    assert "“Acme” is yours." in answer
    assert "4 more in these seven days" in answer
    refused = send("stranger", f"/pool/{first.pk}/claim", **PART, **{"HX-Target": "pool"})
    assert refused.status_code == 422
    assert "Someone else has just taken" in refused.content.decode()
    assert send("lin", f"/pool/{second.pk}/claim")["Location"] == f"/accounts/{second.pk}/"


def test_warnings_stand_on_the_first_page(account: Account, rules: Any, page_of: Any, make_deal: Any) -> None:
    make_deal("Elsewhere")
    rules(idle_days=10)
    run(NOW)
    assert "Going to the pool" not in page_of("lin", "/").content.decode()
    rules(idle_days=1, warn_days=7)
    run(NOW)
    assert "Going to the pool" in page_of("lin", "/").content.decode()
    assert "Going to the pool" not in page_of("zhao", "/").content.decode()
    assert "Any act for it keeps it" in page_of("lin", f"/accounts/{account.pk}/").content.decode()


def test_returning_on_the_page(account: Account, page_of: Any, send: Any) -> None:
    assert "Return to the pool" in page_of("lin", f"/accounts/{account.pk}/").content.decode()
    assert "Return to the pool" not in page_of("wang", f"/accounts/{account.pk}/").content.decode()
    assert send("lin", f"/pool/{account.pk}/return", {"reason": ""}, **PART).status_code == 422
    answer = send("lin", f"/pool/{account.pk}/return", {"reason": "no need"}, **PART)
    assert answer["HX-Redirect"] == "/pool/"
    assert "no need" in page_of("stranger", f"/accounts/{account.pk}/").content.decode()
    assert send("zhao", f"/pool/{account.pk}/assign", {"to": ""}, **PART).status_code == 422
