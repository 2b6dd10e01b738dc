"""How long it takes to compare all accounts and all people with each other."""

from __future__ import annotations

import time

from django.utils import timezone
from rich.console import Console

from keyaccount.apps.workspace.queries.quality.kinds import KINDS
from keyaccount.apps.workspace.services.quality.finding import find_duplicates

AIM = 60


def run(screen: Console) -> None:
    whole = 0.0
    for kind in KINDS.values():
        started = time.perf_counter()
        found = find_duplicates(kind, timezone.now())
        whole += time.perf_counter() - started
        screen.print(f"duplicates among {kind.rows.count():,} {kind.key}: {found:,} pairs")
    screen.print(f"duplicates of all kinds found in {whole:.1f} s (aim ≤ {AIM})")
