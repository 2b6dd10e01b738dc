"""Adding and changing users and teams."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.workspace.models import AuditEntry, Role, RoleCode, Team, User
from keyaccount.apps.workspace.services import people as service
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(db: None) -> Role:
    return Role.objects.get(code=RoleCode.KEY_ACCOUNT_MANAGER)


class TestUsers:
    def test_add(self, act: Any, role: Role) -> None:
        user = service.add_user(
            username=" Chen ", values={"name": "陈以宁", "role": role}, password=PASSWORD, act=act("admin")
        )
        assert User.objects.get(username="chen").check_password(PASSWORD)
        assert AuditEntry.objects.filter(entity="workspace.user", object_id=user.pk, action="created").exists()

    def test_without_password_nobody_gets_in(self, act: Any, role: Role) -> None:
        user = service.add_user(username="chen", values={"role": role}, password=None, act=act("admin"))
        assert not user.has_usable_password()

    @pytest.mark.parametrize("password", ["short", "12345678901", "password123"])
    def test_weak_password_is_refused_and_nothing_made(self, act: Any, role: Role, password: str) -> None:
        with pytest.raises(Invalid) as refused:
            service.add_user(username="chen", values={"role": role}, password=password, act=act("admin"))
        assert "password" in refused.value.fields
        assert not User.objects.filter(username="chen").exists()

    def test_name_taken(self, act: Any, role: Role) -> None:
        with pytest.raises(Invalid) as refused:
            service.add_user(username="LIN", values={"role": role}, password=None, act=act("admin"))
        assert "username" in refused.value.fields

    @pytest.mark.parametrize("who", ["lin", "zhao", "auditor", "finance"])
    def test_administrators_only(self, act: Any, role: Role, people: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            service.add_user(username="chen", values={"role": role}, password=None, act=act(who))
        with pytest.raises(NotAllowed):
            service.change_user(user_id=people.lin.pk, values={"role": role}, act=act(who))
        with pytest.raises(NotAllowed):
            service.set_password(user_id=people.wang.pk, password=PASSWORD, act=act(who))

    def test_own_password(self, act: Any, people: Any) -> None:
        service.set_password(user_id=people.lin.pk, password="another-long-word", act=act("lin"))
        people.lin.refresh_from_db()
        assert people.lin.check_password("another-long-word")
        entry = AuditEntry.objects.get(entity="workspace.user", object_id=people.lin.pk)
        assert entry.changes == {"password": [None, None]}

    def test_last_administrator_stays(self, act: Any, people: Any, role: Role) -> None:
        for values in ({"role": role}, {"is_active": False}):
            with pytest.raises(service.LastAdministrator):
                service.change_user(user_id=people.admin.pk, values=values, act=act("admin"))
        service.change_user(
            user_id=people.zhao.pk, values={"role": Role.objects.get(code="administrator")}, act=act("admin")
        )
        people.zhao = User.objects.get(username="zhao")
        service.change_user(user_id=people.admin.pk, values={"is_active": False}, act=act("zhao"))
        people.admin.refresh_from_db()
        assert not people.admin.is_active

    def test_the_system_s_own_user_is_out_of_reach(self, act: Any) -> None:
        system = User.objects.get(username="system")
        with pytest.raises(NotFound):
            service.change_user(user_id=system.pk, values={"is_active": True}, act=act("admin"))


class TestTeams:
    def test_path_holds_the_way_from_the_root(self, act: Any, people: Any) -> None:
        team = service.add_team(name="East A", parent=people.east, act=act("admin"))
        assert team.path == f"{people.east.path}{team.pk}/"

    def test_moving_takes_the_teams_below_along(self, act: Any, people: Any) -> None:
        below = service.add_team(name="East A", parent=people.east, act=act("admin"))
        service.change_team(team_id=people.east.pk, values={"parent": people.north}, act=act("admin"))
        below.refresh_from_db()
        assert below.path == f"{people.north.path}{people.east.pk}/{below.pk}/"

    def test_no_team_is_part_of_itself(self, act: Any, people: Any) -> None:
        below = service.add_team(name="East A", parent=people.east, act=act("admin"))
        for parent in (people.east, below):
            with pytest.raises(Invalid):
                service.change_team(team_id=people.east.pk, values={"parent": parent}, act=act("admin"))
        people.east.refresh_from_db()
        assert people.east.parent == people.company

    def test_two_of_one_name(self, act: Any, people: Any) -> None:
        with pytest.raises(Invalid):
            service.add_team(name="East", act=act("admin"))
        assert Team.objects.filter(name="East").count() == 1
