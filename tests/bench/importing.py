"""Import speed: opportunities with account and owner named, and two dated states each."""

from __future__ import annotations

import csv
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface, User
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.surfaces.exchange import services


def run(rows: int, screen: Console) -> None:
    act = Act(system_user(), timezone.now(), Surface.CLI)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "opportunities.csv"
        _write(file, rows)
        deals, states = Opportunity.objects.count(), OpportunityState.objects.count()
        started = time.perf_counter()
        options = services.ImportOptions(as_of=None, date_format="iso", mode="both")
        begun = services.start_import(paths=[file], preset="generic", options=options, act=act)
        services.run_import(begun.pk, act=act)
        spent = time.perf_counter() - started
    report = services.report(begun.pk)
    made, kept = Opportunity.objects.count() - deals, OpportunityState.objects.count() - states
    screen.print(
        f"import: {report['read']:,} rows read, {made:,} deals and {kept:,} states written, {report['rejected']:,} "
        f"rejected, in {spent:.1f} s = {report['read'] / spent:,.0f} rows/s (aim ≥ 5,000)"
    )


def _write(file: Path, rows: int) -> None:
    chance = random.Random(11)
    accounts = list(Account.objects.order_by("pk").values_list("name", flat=True)[:10_000])
    people = list(User.objects.people().filter(team__isnull=False).values_list("username", flat=True))
    today = timezone.now().date()
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(
            ["External id", "Name", "Account", "Owner", "Stage", "Amount", "Opened on", "Closed on", "Status"]
        )
        for number in range(rows):
            opened = today - timedelta(days=chance.randrange(200, 900))
            closed = opened + timedelta(days=chance.randrange(5, 190))
            writer.writerow(
                [
                    f"B-{number:06}",
                    f"Imported deal {number}",
                    chance.choice(accounts),
                    chance.choice(people),
                    "Present value",
                    chance.randrange(10, 5000) * 1000,
                    opened.isoformat(),
                    closed.isoformat(),
                    chance.choice(("won", "lost")),
                ]
            )
