"""What asks history: the forecast page, flows between two days, and the measures that walk through all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from django.urls import reverse

from tests.bench.measuring import Call

FLOW, FORECAST, MEASURE = 300, 150, 300  # aims: p50 in milliseconds at one client
FEW, MANY = 10, 60
PANELS = ("conversion", "pace", "stays", "stuck", "slips", "endings")
Made = tuple[str, int, int, Callable[[int], Call]]  # name, aim, requests, request


def scenes(page: Mapping[str, str], token: Mapping[str, str], today: date) -> Iterator[Made]:
    quarter = today - timedelta(days=90)
    yield "forecast", FORECAST, MANY, lambda _n: Call("GET", reverse("forecast:forecast"), page)
    for name, asked in (("a week", ""), ("90 days", f"&since={quarter}")):
        path = f"/api/v1/figures/pipeline.flow?rows=0{asked}"
        yield f"flow of {name}", FLOW, MANY, lambda _n, path=path: Call("GET", path, token)
    for place in ("flow", "flow_deals", "changes"):
        path = f"{reverse(f'pipeline:{place}')}?scope=company&pipeline=all&since={quarter}"
        yield f"page of 90 days: {place}", FLOW, MANY, lambda _n, path=path: Call("GET", path, page)
    for panel in PANELS:
        path = f"{reverse('pipeline:measure', args=[panel])}?scope=company&pipeline=all"
        yield f"measures of all history: {panel}", MEASURE, FEW, lambda _n, path=path: Call("GET", path, page)
