"""The people, the clock and the workspace that tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import copy
from datetime import UTC, date, datetime
from typing import Any

import hypothesis
import pytest
import time_machine

from keyaccount import figures
from keyaccount.apps.insights.queries import question_from
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Role, RoleCode, Surface, Team, User
from keyaccount.apps.workspace.services.setting_up import set_up_workspace
from tests import migrated

# The same code passes or fails the same way; HYPOTHESIS_PROFILE=search looks where no run has looked before.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

gc.disable()  # until every test is collected: of what imports make nothing is garbage

NOW = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
TODAY = date(2026, 11, 19)


def pytest_collection_finish() -> None:
    """What is there now stays: the collector need not look through it again and again."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def from_the_drawer(django_db_modify_db_settings: None) -> Iterator[ExitStack]:
    with ExitStack() as out:
        out.enter_context(migrated.taken_out())
        yield out


@pytest.fixture(scope="session")
def django_db_setup(from_the_drawer: ExitStack, django_db_setup: None, django_db_blocker: Any) -> None:
    """The migrated database with what every workspace starts with."""
    from_the_drawer.close()
    with django_db_blocker.unblock():
        set_up_workspace(NOW)


@pytest.fixture
def flush_made_good(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ends after the flush that follows a test that commits, so that any test may come next."""
    yield
    with django_db_blocker.unblock():
        set_up_workspace(NOW)


@pytest.fixture
def fresh_workspace(flush_made_good: None, transactional_db: None) -> None:
    """For tests that commit: what every workspace starts with."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def today() -> date:
    return TODAY


class People:
    """lin owns, wang is her team-mate, zhao manages their team, stranger is in another; finance, auditor, admin."""

    def __init__(self) -> None:
        self.company = _team("Company", None)
        self.east = _team("East", self.company)
        self.north = _team("North", self.company)
        roles = {role.code: role for role in Role.objects.all()}
        self.lin = _user("lin", "林若溪", "Lin Ruoxi", roles[RoleCode.KEY_ACCOUNT_MANAGER], self.east)
        self.wang = _user("wang", "王思远", "Wang Siyuan", roles[RoleCode.KEY_ACCOUNT_MANAGER], self.east)
        self.zhao = _user("zhao", "赵明", "Zhao Ming", roles[RoleCode.MANAGER], self.east)
        self.stranger = _user("stranger", "何北", "He Bei", roles[RoleCode.KEY_ACCOUNT_MANAGER], self.north)
        self.finance = _user("finance", "钱会", "Qian Hui", roles[RoleCode.FINANCE], None)
        self.auditor = _user("auditor", "孙审", "Sun Shen", roles[RoleCode.AUDITOR], None)
        self.admin = _user("admin", "管理员", "Admin", roles[RoleCode.ADMINISTRATOR], None)
        User.objects.bulk_create(self.everyone().values())

    def everyone(self) -> dict[str, Any]:
        names = ("lin", "wang", "zhao", "stranger", "finance", "auditor", "admin")
        return {name: getattr(self, name) for name in names}


@pytest.fixture
def people(db: None) -> People:
    return People()


@pytest.fixture
def act(people: People) -> Callable[..., Act]:
    """act("lin") is lin acting now, on a page."""

    def make(name: str = "lin", now: datetime = NOW) -> Act:
        return Act(actor=getattr(people, name), now=now, surface=Surface.WEB)

    return make


@pytest.fixture
def ask(people: People) -> Callable[..., figures.Figure]:
    """ask("pipeline.count", "lin", period="2026-Q4") computes a figure."""

    def compute(key: str, viewer: str = "admin", **asked: str) -> figures.Figure:
        return figures.compute(key, question_from(asked, viewer=getattr(people, viewer), today=TODAY))

    return compute


@pytest.fixture
def at_nine() -> Iterator[None]:
    """Pages read the clock: for them it is nine in the morning of the tests' day."""
    with time_machine.travel(NOW, tick=False):
        yield


PASSWORD = "keyaccount-demo"


def _team(name: str, parent: Team | None) -> Team:
    team = Team.objects.create(name=name, parent=parent)
    team.path = f"{parent.path if parent else '/'}{team.pk}/"
    team.save()
    return team


def _user(username: str, name: str, latin: str, role: Role, team: Team | None) -> User:
    user = User(
        username=username, name=name, name_latin=latin, email=f"{username}@example.com", team=team, joined_at=NOW
    )
    user.role = copy(role)
    user.set_password(PASSWORD)
    return user
