"""Several people claim one account at once, in processes of their own, on both databases: one gets it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.portfolio.models import PoolAct, PoolEntry
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry
from tests.conftest import NOW, People
from tests.shared_database import shared_database
from tests.unit.portfolio import claim_process

SCRIPT = Path(claim_process.__file__)


def claiming(url: str, who: str, account_id: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), who, str(account_id)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "KEYACCOUNT_DATABASE_URL": url, "PYTHONPATH": str(SCRIPT.parents[3])},
    )


def test_one_of_those_who_ask_at_once_gets_it(fresh_workspace: None, tmp_path: Path) -> None:
    people = People()
    act = Act(people.zhao, NOW)
    account = accounts.create_account(values={"name": "Nobody's", "owner": None}, act=act)
    with shared_database(tmp_path) as url:
        asking = [claiming(url, who, account.pk) for who in ("lin", "wang", "stranger")]
        for process in asking:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in asking:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = Counter(process.communicate(timeout=60)[0].strip() for process in asking)
        assert answers == {"got it": 1, "someone_was_quicker": 2}
        entry = PoolEntry.objects.get()
        assert (entry.act, entry.person) == (PoolAct.CLAIMED, Account.objects.get(pk=account.pk).owner)
        owners = AuditEntry.objects.filter(entity="accounts.account", changes__has_key="owner")
        assert owners.count() == 1
