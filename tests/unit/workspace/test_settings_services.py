"""Services of the settings: teams, roles, the workspace, currencies, oneself; and merging by the audit trail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from keyaccount.apps.workspace.models import AuditEntry, Currency, ExchangeRate, Role, Team, User, Workspace
from keyaccount.apps.workspace.queries.trail import newest_entry_of
from keyaccount.apps.workspace.services import currencies, people, preferences, roles, settings, teams
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
NOT_ADMINISTRATORS = ["lin", "wang", "zhao", "stranger", "finance", "auditor"]


def entries(entity: str, pk: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(entity=f"workspace.{entity}", object_id=pk).order_by("id"))


class TestMerging:
    """Two administrators have the same person open."""

    def test_different_fields_both_stay(self, act: Any, people: Any) -> None:
        seen = newest_entry_of(people.lin)
        everything = {"name": people.lin.name, "email": people.lin.email}
        change_person(act, people.lin, {**everything, "email": "new@example.com"}, seen)
        change_person(act, people.lin, {**everything, "name": "林溪"}, seen)
        lin = User.objects.get(pk=people.lin.pk)
        assert (lin.name, lin.email) == ("林溪", "new@example.com")

    def test_the_same_field_asks(self, act: Any, people: Any) -> None:
        seen = newest_entry_of(people.lin)
        change_person(act, people.lin, {"name": "林一"}, seen)
        with pytest.raises(Conflict) as asked:
            change_person(act, people.lin, {"name": "林二"}, seen)
        (clash,) = asked.value.clashes
        assert (clash.field, clash.yours, clash.theirs, clash.who) == ("name", "林二", "林一", "Admin")
        assert User.objects.get(pk=people.lin.pk).name == "林一"

    def test_having_read_the_newest_state_nothing_clashes(self, act: Any, people: Any) -> None:
        change_person(act, people.lin, {"name": "林一"}, 0)
        change_person(act, people.lin, {"name": "林二"}, newest_entry_of(people.lin))
        assert User.objects.get(pk=people.lin.pk).name == "林二"

    def test_related_records_merge_too(self, act: Any, people: Any) -> None:
        seen = newest_entry_of(people.lin)
        change_person(act, people.lin, {"role": Role.objects.get(code="manager")}, seen)
        change_person(act, people.lin, {"role": people.lin.role, "name": "林溪"}, seen)
        assert User.objects.get(pk=people.lin.pk).role.code == "manager"

    def test_version_rises_with_every_change(self, act: Any, people: Any) -> None:
        change_person(act, people.lin, {"name": "林一"}, None)
        assert User.objects.get(pk=people.lin.pk).version == people.lin.version + 1


def change_person(act: Any, person: User, values: dict[str, Any], seen: int | None) -> None:
    people.change_user(user_id=person.pk, values=values, act=act("admin"), seen=seen)


class TestTeams:
    def test_only_an_empty_team_is_removed(self, act: Any, people: Any) -> None:
        for team in (people.company, people.east):
            with pytest.raises(teams.TeamNotEmpty):
                teams.remove_team(team_id=team.pk, act=act("admin"))
        empty = teams.add_team(name="West", parent=people.company, act=act("admin"))
        teams.remove_team(team_id=empty.pk, act=act("admin"))
        assert not Team.objects.filter(name="West").exists()
        assert [entry.action for entry in entries("team", empty.pk)] == ["created", "removed"]

    def test_top_of_the_tree(self, act: Any, people: Any) -> None:
        teams.change_team(team_id=people.east.pk, values={"parent": None}, act=act("admin"))
        assert Team.objects.get(pk=people.east.pk).path == f"/{people.east.pk}/"

    def test_moving_merges_with_renaming(self, act: Any, people: Any) -> None:
        seen = newest_entry_of(people.east)
        both = {"name": "East", "parent": people.company}
        teams.change_team(team_id=people.east.pk, values={**both, "name": "Far East"}, act=act("admin"), seen=seen)
        teams.change_team(team_id=people.east.pk, values={**both, "parent": people.north}, act=act("admin"), seen=seen)
        east = Team.objects.get(pk=people.east.pk)
        assert (east.name, east.path) == ("Far East", f"{people.north.path}{east.pk}/")

    @pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
    def test_administrators_only(self, act: Any, people: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            teams.remove_team(team_id=people.north.pk, act=act(who))


class TestRoles:
    def test_change(self, act: Any, people: Any) -> None:
        role = Role.objects.get(code="finance")
        roles.change_role(role_id=role.pk, values={"field_groups": ["reach", "margin"]}, act=act("admin"))
        assert Role.objects.get(pk=role.pk).field_groups == ["margin", "reach"]
        assert entries("role", role.pk)[0].changes == {"field_groups": [["margin"], ["margin", "reach"]]}

    def test_nobody_writes_further_than_they_see(self, act: Any, people: Any) -> None:
        role = Role.objects.get(code="manager")
        with pytest.raises(Invalid) as refused:
            roles.change_role(role_id=role.pk, values={"writes": "all"}, act=act("admin"))
        assert "writes" in refused.value.fields
        roles.change_role(role_id=role.pk, values={"writes": "all", "reads": "all"}, act=act("admin"))

    def test_unknown_field_group(self, act: Any, people: Any) -> None:
        with pytest.raises(Invalid):
            roles.change_role(role_id=people.lin.role_id, values={"field_groups": ["salary"]}, act=act("admin"))

    def test_the_last_administrators_stay(self, act: Any, people: Any) -> None:
        role = people.admin.role
        from keyaccount.apps.workspace.services.people import LastAdministrator

        with pytest.raises(LastAdministrator):
            roles.change_role(role_id=role.pk, values={"may_administer": False}, act=act("admin"))
        manager = Role.objects.get(code="manager")
        roles.change_role(role_id=manager.pk, values={"may_administer": True}, act=act("admin"))
        roles.change_role(role_id=role.pk, values={"may_administer": False}, act=act("admin"))
        assert not Role.objects.get(pk=role.pk).may_administer

    @pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
    def test_administrators_only(self, act: Any, people: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            roles.change_role(role_id=people.lin.role_id, values={"reads": "all"}, act=act(who))


class TestWorkspace:
    def test_change(self, act: Any, people: Any) -> None:
        values = {"name": "华东", "fiscal_year_start": 4, "off_funnel_threshold": Decimal(5000)}
        settings.change_workspace(values=values, act=act("admin"))
        workspace = Workspace.objects.get(pk=1)
        assert (workspace.name, workspace.fiscal_year_start, workspace.version) == ("华东", 4, 2)
        told = entries("workspace", 1)[0].changes["off_funnel_threshold"]
        assert [Decimal(value) for value in told] == [10000, 5000]

    def test_an_amount_left_as_it_was_read_is_no_change(self, act: Any, people: Any) -> None:
        seen = newest_entry_of(Workspace.objects.get(pk=1))
        read = {"name": "KeyAccount", "off_funnel_threshold": Decimal(10000)}
        settings.change_workspace(values={**read, "off_funnel_threshold": Decimal(7)}, act=act("admin"), seen=seen)
        settings.change_workspace(values={**read, "name": "华东"}, act=act("admin"), seen=seen)
        workspace = Workspace.objects.get(pk=1)
        assert (workspace.name, workspace.off_funnel_threshold) == ("华东", 7)

    @pytest.mark.parametrize(
        ("field", "value"),
        [("time_zone", "Mars/Base"), ("fiscal_year_start", 13), ("off_funnel_threshold", Decimal(-1)), ("name", " ")],
    )
    def test_refused(self, act: Any, people: Any, field: str, value: Any) -> None:
        with pytest.raises(Invalid) as refused:
            settings.change_workspace(values={field: value}, act=act("admin"))
        assert field in refused.value.fields
        assert not entries("workspace", 1)

    def test_base_currency_is_not_changed_here(self, act: Any, people: Any) -> None:
        settings.change_workspace(values={"base_currency": "USD"}, act=act("admin"))
        assert Workspace.objects.get(pk=1).base_currency == "CNY"

    @pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
    def test_administrators_only(self, act: Any, people: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            settings.change_workspace(values={"name": "x"}, act=act(who))


class TestCurrencies:
    DAY = date(2026, 1, 1)

    def test_a_rate_and_its_correction(self, act: Any, people: Any) -> None:
        rate = currencies.set_rate(code="USD", day=self.DAY, rate=Decimal("7.1"), act=act("admin"))
        currencies.set_rate(code="USD", day=self.DAY, rate=Decimal("7.2"), act=act("admin"))
        assert ExchangeRate.objects.get(currency="USD", day=self.DAY).rate == Decimal("7.2")
        told = [entry.changes["rate"] for entry in entries("exchangerate", rate.pk)]
        assert told[0] == [None, "7.1"]
        assert [Decimal(value) for value in told[1]] == [Decimal("7.1"), Decimal("7.2")]

    def test_base_currency_has_none(self, act: Any, people: Any) -> None:
        with pytest.raises(currencies.BaseCurrencyHasNoRate):
            currencies.set_rate(code="CNY", day=self.DAY, rate=Decimal(2), act=act("admin"))

    @pytest.mark.parametrize("rate", [Decimal(0), Decimal(-1)])
    def test_above_zero(self, act: Any, people: Any, rate: Decimal) -> None:
        with pytest.raises(Invalid):
            currencies.set_rate(code="USD", day=self.DAY, rate=rate, act=act("admin"))

    def test_removed(self, act: Any, people: Any) -> None:
        rate = currencies.set_rate(code="USD", day=self.DAY, rate=Decimal("7.1"), act=act("admin"))
        currencies.remove_rate(rate_id=rate.pk, act=act("admin"))
        assert not ExchangeRate.objects.exists()
        with pytest.raises(NotFound):
            currencies.remove_rate(rate_id=rate.pk, act=act("admin"))

    def test_new_currency(self, act: Any, people: Any) -> None:
        currencies.add_currency(code=" krw ", act=act("admin"))
        assert Currency.objects.get(code="KRW").is_active
        for code in ("KRW", "won", "1"):
            with pytest.raises(Invalid):
                currencies.add_currency(code=f"{code} " if code == "KRW" else code + "9", act=act("admin"))
        with pytest.raises(Invalid):
            currencies.add_currency(code="krw", act=act("admin"))

    def test_out_of_use(self, act: Any, people: Any) -> None:
        currencies.use_currency(code="EUR", is_active=False, act=act("admin"))
        assert not Currency.objects.get(code="EUR").is_active
        with pytest.raises(currencies.BaseCurrencyStays):
            currencies.use_currency(code="CNY", is_active=False, act=act("admin"))

    @pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
    def test_administrators_only(self, act: Any, people: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            currencies.add_currency(code="KRW", act=act(who))
        with pytest.raises(NotAllowed):
            currencies.use_currency(code="USD", is_active=False, act=act(who))
        with pytest.raises(NotAllowed):
            currencies.set_rate(code="USD", day=self.DAY, rate=Decimal(7), act=act(who))


class TestSignIn:
    def test_second_step_is_forgotten(self, act: Any, people: Any) -> None:
        Authenticator.objects.create(user=people.lin, type=Authenticator.Type.TOTP, data={"secret": "x"})
        from keyaccount.apps.workspace.services import people as service

        service.forget_second_step(user_id=people.lin.pk, act=act("admin"))
        assert not Authenticator.objects.filter(user=people.lin).exists()
        assert entries("user", people.lin.pk)[0].changes == {"second_step": [None, None]}

    def test_no_link_for_someone_who_may_not_sign_in(self, act: Any, people: Any) -> None:
        from keyaccount.apps.workspace.services import people as service

        service.change_user(user_id=people.lin.pk, values={"is_active": False}, act=act("admin"))
        with pytest.raises(service.MayNotSignIn):
            service.invite(user_id=people.lin.pk, act=act("admin"))

    @pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
    def test_administrators_only(self, act: Any, people: Any, who: str) -> None:
        from keyaccount.apps.workspace.services import people as service

        for service_of in (service.invite, service.forget_second_step, service.lift_lock):
            with pytest.raises(NotAllowed):
                service_of(user_id=people.wang.pk, act=act(who))


class TestOneself:
    def test_own_name_and_language(self, act: Any, people: Any) -> None:
        preferences.change_own(values={"name": "林溪", "language": "zh-hans"}, act=act("lin"))
        lin = User.objects.get(pk=people.lin.pk)
        assert (lin.name, lin.language) == ("林溪", "zh-hans")

    def test_nothing_else(self, act: Any, people: Any) -> None:
        preferences.change_own(values={"role": people.admin.role, "team": people.north}, act=act("lin"))
        lin = User.objects.get(pk=people.lin.pk)
        assert (lin.role_id, lin.team_id) == (people.lin.role_id, people.lin.team_id)

    def test_unknown_language(self, act: Any, people: Any) -> None:
        with pytest.raises(Invalid):
            preferences.change_own(values={"language": "tlh"}, act=act("lin"))
        with pytest.raises(Invalid):
            preferences.change_own(values={"name": ""}, act=act("lin"))
