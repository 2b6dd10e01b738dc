"""Keeping what a run found: its predictions for good, the odds of open deals until the next run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from keyaccount.apps.forecast.models import DealOdds, ForecastRun, MonthForecast
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.models import User

BATCH = 1000


@transaction.atomic
def keep(found: Sequence[Any], *, until: date, by: User, at: datetime) -> ForecastRun:
    """A second run of the same day stands beside the first; the later one answers."""
    told = {key: value for line in found if line["kind"] in {"deals", "end"} for key, value in line.items()}
    run = ForecastRun.objects.create(
        as_of=until, made_at=at, made_by=by, deals=told.get("deals", 0), peak_memory=told.get("memory", 0)
    )
    months = [_month(run, line) for line in found if line["kind"] == "month"]
    MonthForecast.objects.bulk_create(months, batch_size=BATCH)
    DealOdds.objects.all().delete()
    DealOdds.objects.bulk_create(_odds(run, found), batch_size=BATCH)
    return run


def _month(run: ForecastRun, line: Any) -> MonthForecast:
    numbers = {
        name: None if line.get(name) is None else Decimal(line[name]) for name in ("said", "low", "high", "came")
    }
    return MonthForecast(
        run=run,
        team_id=line["team"],
        person_id=line.get("person"),
        method=line["method"],
        month=date.fromisoformat(line["month"]),
        origin=date.fromisoformat(line["origin"]),
        lack=line.get("lack", ""),
        have=line.get("have", 0),
        need=line.get("need", 0),
        reasons=line.get("reasons", []),
        **numbers,
    )


def _odds(run: ForecastRun, found: Sequence[Any]) -> Iterator[DealOdds]:
    """Of deals that are still there: one may have been taken out while the methods learnt."""
    there = set(Opportunity.objects.open().values_list("pk", flat=True))
    for line in found:
        for deal, chance, month, share, reasons in line["rows"] if line["kind"] == "odds" else ():
            if deal in there:
                yield DealOdds(
                    opportunity_id=deal,
                    run=run,
                    chance=Decimal(str(chance)),
                    month=None if month is None else date.fromisoformat(month),
                    month_share=Decimal(str(share)),
                    reasons=reasons,
                )
