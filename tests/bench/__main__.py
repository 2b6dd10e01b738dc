"""`make bench`: fills a PostgreSQL database, serves with two workers, and prints p50, p95 and requests a second."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import django
from rich.console import Console
from rich.table import Table

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keyaccount.config.settings")
os.environ.setdefault("KEYACCOUNT_API_RATE", "1000000/s")
django.setup()

from django.core.management import call_command  # noqa: E402  (Django must be set up first)
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from keyaccount.apps.pipeline.models import Opportunity  # noqa: E402
from keyaccount.apps.workspace.models import User  # noqa: E402
from keyaccount.apps.workspace.services.setting_up import set_up_workspace  # noqa: E402
from tests.bench import depth, duplicates, histories, importing, past, signing_in  # noqa: E402
from tests.bench.generate import Size, fill  # noqa: E402
from tests.bench.measuring import Call, measure  # noqa: E402
from tests.bench.serving import Server, served  # noqa: E402

SCREEN = Console(width=120)


@dataclass(frozen=True, slots=True)
class Scene:
    """aim: p50 in milliseconds at one client, where there is one."""

    name: str
    aim: int | None
    make: Callable[[int], Call]
    requests: int = 120


def scenes(user: User, deals: list[int], now_token: str) -> list[Scene]:
    page: dict[str, str] = {"Cookie": signing_in.cookie(user), "Accept-Encoding": "identity"}
    part = {**page, "HX-Request": "true"}
    token = {"Authorization": now_token, "Content-Type": "application/json"}
    deal = lambda number: deals[number % len(deals)]  # noqa: E731
    words = ("榆澜", "huadong", "rencai", "能源 12", "科技", "linruo", "xxqq")
    return [
        Scene("full board, 80 cards a stage", 30, lambda n: Call("GET", "/pipeline/board", page)),
        Scene("list of 80 sorted by amount", 20, lambda n: Call("GET", "/pipeline/table?sort=-amount&size=80", page)),
        Scene("stage totals", 15, lambda n: Call("GET", "/api/v1/figures/pipeline.funnel?rows=0", token)),
        Scene("one record with its log", 20, lambda n: Call("GET", f"/opportunities/{deal(n)}/", page)),
        Scene("create", 12, lambda n: Call("POST", "/api/v1/opportunities", token, _new_deal(n))),
        Scene(
            "search by part of a name", 25, lambda n: Call("GET", f"/search?q={_quoted(words[n % len(words)])}", part)
        ),
        Scene("possible duplicates", 40, lambda n: Call("GET", "/quality/contacts/", page)),
        Scene("month × person", 40, lambda n: Call("GET", "/api/v1/figures/sales.by_month?rows=0", token)),
        *(Scene(name, aim, make, often) for name, aim, often, make in past.scenes(page, token, timezone.localdate())),
        *(Scene(name, None, make, requests=60) for name, make in depth.scenes(user, page)),
    ]


def _new_deal(number: int) -> bytes:
    return f'{{"name": "Bench {number}", "amount": "120000.00"}}'.encode()


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text)


def pace() -> float:
    """Milliseconds for a million steps of plain Python: machines that others share are now faster, now slower."""
    started = time.perf_counter()
    total = 0
    for step in range(1_000_000):
        total += step * step
    return (time.perf_counter() - started) * 1000


def run(server: Server, user: User, only: str = "") -> None:
    deals = list(Opportunity.objects.visible_to(user).open().order_by("-amount").values_list("pk", flat=True)[:500])
    machine = f"{pace():.0f} ms for a million steps of plain Python, load {os.getloadavg()[0]:.1f}"
    title = f"{user.username}: {user.role.label} ({machine})"
    table = Table(title=title, title_justify="left")
    for heading in (
        "",
        "aim",
        "p50 at 1",
        "p95 at 1",
        "req/s at 1",
        "p50 at 8",
        "p95 at 8",
        "req/s at 8",
        "KB",
        "failed",
    ):
        table.add_column(heading, justify="left" if not heading else "right")
    for scene in scenes(user, deals, signing_in.bearer(user, timezone.now())):
        if only not in scene.name:
            continue
        one = measure(server.port, scene.make, clients=1, requests=scene.requests)
        eight = measure(
            server.port, lambda n, make=scene.make: make(n + 1_000_000), clients=8, requests=2 * scene.requests
        )  # type: ignore[misc]
        numbers = (one.p50, one.p95, one.rate, eight.p50, eight.p95, eight.rate, one.size / 1024)
        texts = [f"{number:.1f}" for number in numbers]
        table.add_row(scene.name, f"≤ {scene.aim}" if scene.aim else "", *texts, str(one.failed + eight.failed))
    SCREEN.print(table)


def _come_to_rest() -> None:
    """What the database would do by itself in the minutes after so much was written, in the midst of the measuring."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the size, to try the bench itself")
    parser.add_argument("--no-import", action="store_true", help="leave the import out")
    parser.add_argument("--only", default="", help="measure only scenes whose name holds this text")
    asked = parser.parse_args()
    size = Size(1_000, 3_000, 10_000) if asked.small else Size()
    call_command("migrate", verbosity=0)
    set_up_workspace(timezone.now())
    started = time.perf_counter()
    world = fill(size, timezone.now())
    depth.deepen(world.manager, timezone.now())
    if connection.vendor == "postgresql":
        SCREEN.print(f"{histories.lengthen():,} states of deals")
    SCREEN.print(f"{connection.vendor}: {size} written in {time.perf_counter() - started:.1f} s")
    duplicates.run(SCREEN)
    _come_to_rest()
    with served(workers=2) as server:
        SCREEN.print(f"first page {server.first_page:.2f} s after start (aim ≤ 2)")
        run(server, world.manager, asked.only)
        run(server, world.administrator, asked.only)
        SCREEN.print(f"memory of server and 2 workers: {server.memory():.0f} MB (aim ≤ 300)")
    if not asked.no_import:
        importing.run(size.opportunities, SCREEN)


main()
