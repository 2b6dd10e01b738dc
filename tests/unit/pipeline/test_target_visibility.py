"""Whose target is seen by whom, on every surface through the one queryset."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import Target
from keyaccount.apps.pipeline.services.targets import set_target


@pytest.fixture
def set_targets(people: Any, act: Any) -> None:
    for owner in (None, people.company, people.east, people.north, people.lin, people.stranger):
        set_target(owner=owner, year=2026, quarter=4, amount=Decimal(100), act=act("admin"))


EVERYTHING = {"company", "Company", "East", "North", "lin", "stranger"}


@pytest.mark.usefixtures("set_targets")
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("lin", {"company", "Company", "East", "lin"}),
        ("wang", {"company", "Company", "East", "lin"}),
        ("zhao", {"company", "Company", "East", "lin"}),
        ("stranger", {"company", "Company", "North", "stranger"}),
        ("finance", EVERYTHING),
        ("auditor", EVERYTHING),
        ("admin", EVERYTHING),
    ],
)
def test_sees(people: Any, who: str, sees: set[str]) -> None:
    seen = Target.objects.visible_to(getattr(people, who)).select_related("team", "user")
    assert {row.user.username if row.user else row.team.name if row.team else "company" for row in seen} == sees


@pytest.mark.usefixtures("set_targets")
def test_figure_gives_no_target_of_another_team(ask: Any) -> None:
    assert ask("sales.target", "lin", scope="user:lin").value == Decimal(100)
    assert ask("sales.target", "stranger", scope="user:lin").value is None
