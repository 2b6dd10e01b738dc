"""How many queries each page asks: a committed number, so that a page that begins to ask more is seen in review.

A page's number is for an administrator in the house's small world. Growth with the number of rows is the unit tests'
matter; here, whoever changes a number changes it in query_counts.json, on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.house.addresses import ADDRESSES
from tests.house.routes import routes
from tests.house.world import make_world

BASELINE = Path(__file__).with_name("query_counts.json")
COUNTS: dict[str, int] = json.loads(BASELINE.read_text())


@pytest.mark.django_db
def test_each_page_asks_as_many_queries_as_it_is_known_for(people: Any, act: Any, at_nine: None) -> None:
    world, known = make_world(people, act), routes()
    asking = Client()
    asking.force_login(people.admin)
    asking.get("/settings/")  # what is asked once a process is asked now
    found: dict[str, int] = {}
    for name in COUNTS:
        with CaptureQueriesContext(connection) as queries:
            answer = asking.get(world.path(name, known[name]) + ADDRESSES[name].query)
        assert answer.status_code == 200, name
        found[name] = len(queries)
    assert found == COUNTS
