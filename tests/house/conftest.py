"""The world that the house's questions are asked in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface
from tests.conftest import NOW, People
from tests.house.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all of them: every request is taken back, so each finds it as it was made."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        people = People()
        made = make_world(people, lambda name: Act(actor=getattr(people, name), now=NOW, surface=Surface.WEB))
        made.sign_everyone_in()
        yield made
        transaction.set_rollback(True)
