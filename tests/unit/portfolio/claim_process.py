"""Someone who claims an account at the same moment as others: `python claim_process.py WHO ACCOUNT`, go by a line."""

from __future__ import annotations

import os
import sys

import django


def main(who: str, account_id: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keyaccount.config.settings_test")
    django.setup()
    from django.utils import timezone

    from keyaccount.apps.portfolio.services.pool import claim_account
    from keyaccount.apps.workspace.act import Act
    from keyaccount.apps.workspace.models import User
    from keyaccount.kernel.errors import Fact

    act = Act(User.objects.select_related("role", "team").get(username=who), timezone.now())
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        claim_account(account_id=account_id, act=act)
    except Fact as fact:
        print(fact.code, flush=True)
    else:
        print("got it", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
