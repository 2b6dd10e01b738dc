"""Pages of the settings: who may open them, what they save, what they say when they cannot."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from keyaccount.apps.workspace.models import AccessToken, AuditEntry, Role, Team, User, Workspace
from keyaccount.apps.workspace.services import people as people_service
from keyaccount.apps.workspace.services import roles as role_service
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PART = {"HTTP_HX_REQUEST": "true"}
IN_DIALOG = {**PART, "HTTP_HX_TARGET": "dialog"}


@pytest.fixture
def visit(people: Any) -> Any:
    """visit("lin").get("workspace:people") asks as lin."""

    class Asking:
        def __init__(self, who: str) -> None:
            self.client = Client()
            self.client.force_login(getattr(people, who))

        def get(self, name: str, *args: Any, query: str = "", **more: Any) -> Any:
            return self.client.get(reverse(name, args=args) + query, **more)

        def post(self, name: str, *args: Any, data: Any = None, **more: Any) -> Any:
            return self.client.post(reverse(name, args=args), data or {}, **more)

    return Asking


ADMINISTRATION = [
    ("workspace:general", ""),
    ("workspace:people", ""),
    ("workspace:new_person", ""),
    ("workspace:person", "lin"),
    ("workspace:set_password", "lin"),
    ("workspace:teams", ""),
    ("workspace:new_team", ""),
    ("workspace:team", "east"),
    ("workspace:roles", ""),
    ("workspace:role", "role"),
]
ACTS = [
    ("workspace:password_link", "lin"),
    ("workspace:forget_second_step", "lin"),
    ("workspace:lift_lock", "lin"),
    ("workspace:remove_team", "north"),
]
OWN = ["workspace:settings", "workspace:security", "workspace:tokens", "workspace:jobs", "web:preferences"]
EVERYONE = ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"]


def args(people: Any, of: str) -> list[int]:
    if not of:
        return []
    return [people.lin.role_id if of == "role" else getattr(people, of).pk]


class TestWho:
    @pytest.mark.parametrize("who", EVERYONE)
    def test_administration(self, visit: Any, people: Any, who: str) -> None:
        expected = 200 if who == "admin" else 403
        asked = {name: visit(who).get(name, *args(people, of)).status_code for name, of in ADMINISTRATION}
        assert asked == dict.fromkeys(asked, expected)

    @pytest.mark.parametrize("who", ["lin", "zhao", "finance", "auditor"])
    def test_acts(self, visit: Any, people: Any, who: str) -> None:
        asked = {name: visit(who).post(name, *args(people, of)).status_code for name, of in ACTS}
        assert asked == dict.fromkeys(asked, 403)
        assert not AuditEntry.objects.exists()

    @pytest.mark.parametrize("who", EVERYONE)
    def test_own(self, visit: Any, who: str) -> None:
        assert [visit(who).get(name).status_code for name in OWN] == [200] * len(OWN)

    @pytest.mark.parametrize(("who", "status"), [("admin", 200), ("auditor", 200), ("zhao", 403), ("lin", 403)])
    def test_trail(self, visit: Any, who: str, status: int) -> None:
        assert visit(who).get("workspace:audit").status_code == status

    def test_nobody_without_signing_in(self, client: Client) -> None:
        for name in [*OWN, "workspace:people", "workspace:audit"]:
            assert client.get(reverse(name)).status_code == 302

    def test_the_index_shows_only_what_one_may_open(self, visit: Any) -> None:
        assert "Roles and rights" not in visit("lin").get("workspace:settings").content.decode()
        assert "Roles and rights" in visit("admin").get("workspace:settings").content.decode()
        assert "Audit trail" in visit("auditor").get("workspace:settings").content.decode()


class TestForms:
    def test_general(self, visit: Any, people: Any) -> None:
        data = {
            "name": "华东",
            "time_zone": "Europe/Berlin",
            "fiscal_year_start": "4",
            "off_funnel_threshold": "500.50",
            "seen": "0",
        }
        answer = visit("admin").post("workspace:general", data=data)
        assert answer.status_code == 302
        assert str(Workspace.objects.get(pk=1).off_funnel_threshold) == "500.50"

    def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(self, visit: Any, people: Any) -> None:
        data = {"name": "East", "region": "Shanghai", "seen": "0"}
        answer = visit("admin").post("workspace:new_team", data=data, **IN_DIALOG)
        body = answer.content.decode()
        assert answer.status_code == 422
        assert "dialog-title" in body
        assert "already exists" in body
        assert "Shanghai" in body
        assert Team.objects.filter(name="East").count() == 1

    def test_a_dialog_goes_on_by_itself(self, visit: Any, people: Any) -> None:
        answer = visit("admin").post("workspace:new_team", data={"name": "West"}, **IN_DIALOG)
        assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("workspace:teams"))

    def test_last_administrator(self, visit: Any, people: Any) -> None:
        data = {"name": "Admin", "role": people.lin.role_id, "is_active": "on"}
        answer = visit("admin").post("workspace:person", people.admin.pk, data=data)
        assert answer.status_code == 422
        assert "last administrator" in answer.content.decode()

    def test_person_and_their_first_password(self, visit: Any, people: Any) -> None:
        data = {"username": "Chen", "name": "陈以宁", "role": people.lin.role_id, "password": PASSWORD}
        assert visit("admin").post("workspace:new_person", data=data).status_code == 302
        assert User.objects.get(username="chen").check_password(PASSWORD)

    def test_weak_password(self, visit: Any, people: Any) -> None:
        answer = visit("admin").post("workspace:set_password", people.lin.pk, data={"password": "12345"}, **IN_DIALOG)
        assert answer.status_code == 422
        assert "too short" in answer.content.decode()

    def test_role(self, visit: Any, people: Any) -> None:
        data = {"reads": "all", "writes": "nothing", "field_groups": ["margin"], "may_export": "on"}
        assert visit("admin").post("workspace:role", people.lin.role_id, data=data).status_code == 302
        role = Role.objects.get(pk=people.lin.role_id)
        assert (role.reads, role.field_groups, role.may_export, role.may_import) == ("all", ["margin"], True, False)


class TestConflict:
    def test_asks_and_keeps_what_is_chosen(self, visit: Any, people: Any, act: Any) -> None:
        data = {"name": "林二", "role": people.lin.role_id, "is_active": "on", "email": "lin@example.com", "seen": "0"}
        data["name_latin"] = "Lin Ruoxi"
        people_service.change_user(user_id=people.lin.pk, values={"name": "林一"}, act=act("admin"))
        answer = visit("admin").post("workspace:person", people.lin.pk, data=data, **PART)
        body = answer.content.decode()
        assert answer.status_code == 409
        assert "林一" in body
        assert "林二" in body
        seen = re.search(r'name="seen" value="(\d+)"', body)
        assert seen
        for choice, stays in (("theirs", "林一"), ("mine", "林二")):
            again = {**data, "seen": seen[1], "keep_name": choice}
            assert visit("admin").post("workspace:person", people.lin.pk, data=again, **PART).status_code == 204
            assert User.objects.get(pk=people.lin.pk).name == stays


class TestSignIn:
    def test_the_link_sets_a_password_once(self, visit: Any, people: Any) -> None:
        answer = visit("admin").post("workspace:password_link", people.lin.pk)
        link = re.search(r'value="(http://testserver/[^"]+)"', answer.content.decode())
        assert link
        assert "no-store" in answer["Cache-Control"]
        client = Client()
        form = client.get(link[1], follow=True)
        address = form.redirect_chain[-1][0]
        fresh = "a-wholly-new-word"
        client.post(address, {"password1": fresh, "password2": fresh})
        assert User.objects.get(pk=people.lin.pk).check_password(fresh)
        assert "password1" not in Client().get(link[1], follow=True).content.decode()

    def test_lock_is_seen_and_lifted(self, visit: Any, people: Any) -> None:
        AccessAttempt.objects.create(username="lin", failures_since_start=8, ip_address="10.0.0.1")
        assert "Lift the lock" in visit("admin").get("workspace:person", people.lin.pk).content.decode()
        visit("admin").post("workspace:lift_lock", people.lin.pk)
        assert not AccessAttempt.objects.exists()

    def test_lost_phone(self, visit: Any, people: Any) -> None:
        Authenticator.objects.create(user=people.lin, type=Authenticator.Type.TOTP, data={"secret": "x"})
        visit("admin").post("workspace:forget_second_step", people.lin.pk)
        assert not Authenticator.objects.exists()


class TestPeopleList:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("?q=lrx", ["lin"]),
            ("?q=wangsiyuan", ["wang"]),
            ("?q=zhao@example", ["zhao"]),
            ("?role=auditor", ["auditor"]),
            ("?role=kam&q=he", ["stranger"]),
            ("?active=0", []),
        ],
    )
    def test_found(self, visit: Any, people: Any, query: str, names: list[str]) -> None:
        answer = visit("admin").get("workspace:people", query=query)
        assert [person.username for person in answer.context["page"]] == names

    def test_team_takes_those_below(self, visit: Any, people: Any) -> None:
        answer = visit("admin").get("workspace:people", query=f"?team={people.company.pk}")
        assert {person.username for person in answer.context["page"]} == {"lin", "wang", "zhao", "stranger"}


class TestTokens:
    def test_shown_once(self, visit: Any, people: Any) -> None:
        answer = visit("lin").post("workspace:tokens", data={"name": "BI", "days": "30"})
        secret = re.search(r'value="(ka_[^"]+)"', answer.content.decode())
        assert secret
        assert "no-store" in answer["Cache-Control"]
        again = visit("lin").get("workspace:tokens").content.decode()
        assert secret[1] not in again
        token = AccessToken.objects.get(user=people.lin)
        assert (token.may_write, token.name) == (False, "BI")
        assert token.expires_at

    def test_without_a_name(self, visit: Any, people: Any) -> None:
        assert visit("lin").post("workspace:tokens", data={"name": " ", "days": "30"}).status_code == 422
        assert not AccessToken.objects.exists()

    def test_revoked_by_its_owner_only(self, visit: Any, people: Any) -> None:
        visit("lin").post("workspace:tokens", data={"name": "BI", "days": "0"})
        token = AccessToken.objects.get()
        assert visit("wang").post("workspace:revoke_token", token.pk).status_code == 404
        assert "<b>BI</b>" not in visit("wang").get("workspace:tokens").content.decode()
        visit("lin").post("workspace:revoke_token", token.pk)
        token.refresh_from_db()
        assert token.revoked_at


class TestTrail:
    @pytest.fixture
    def changed(self, people: Any, act: Any) -> None:
        people_service.change_user(user_id=people.lin.pk, values={"name": "林溪", "is_active": False}, act=act("admin"))
        role_service.change_role(role_id=people.lin.role_id, values={"may_import": True}, act=act("admin"))

    def test_says_from_what_to_what(self, visit: Any, changed: None) -> None:
        body = visit("auditor").get("workspace:audit").content.decode()
        assert "<del>林若溪</del> → <ins>林溪</ins>" in body
        assert "<del>yes</del> → <ins>no</ins>" in body

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?entity=workspace.user", 1),
            ("?action=created", 0),
            ("?surface=web", 2),
            ("?surface=cli", 0),
            ("?since=2026-11-19&until=2026-11-19", 2),
            ("?since=2026-11-20", 0),
            ("?until=2026-11-18", 0),
        ],
    )
    def test_narrowed(self, visit: Any, changed: None, query: str, found: int) -> None:
        assert len(visit("admin").get("workspace:audit", query=query).context["told"]) == found

    def test_by_whom_and_on_what(self, visit: Any, people: Any, changed: None) -> None:
        for query, found in ((f"?actor={people.admin.pk}", 2), (f"?actor={people.lin.pk}", 0)):
            assert len(visit("admin").get("workspace:audit", query=query).context["told"]) == found
        record = f"?entity=workspace.user&record={people.lin.pk}"
        assert len(visit("admin").get("workspace:audit", query=record).context["told"]) == 1

    def test_pages_forth_and_back(self, visit: Any, people: Any, act: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("keyaccount.apps.workspace.queries.trail.PAGE", 2)
        for name in "abcde":
            people_service.change_user(user_id=people.lin.pk, values={"name": name}, act=act("admin"))
        asking, seen, url = visit("admin"), [], reverse("workspace:audit")
        while url:
            answer = asking.client.get(url)
            seen.append([row.entry.changes["name"][1] for row in answer.context["told"]])
            url = answer.context["older_url"]
        assert seen == [["e", "d"], ["c", "b"], ["a"]]
        back = asking.client.get(answer.context["newer_url"])
        assert [row.entry.changes["name"][1] for row in back.context["told"]] == ["c", "b"]
        first = asking.client.get(back.context["newer_url"])
        assert [row.entry.changes["name"][1] for row in first.context["told"]] == ["e", "d"]

    def test_protected_fields_stay_hidden(self, visit: Any, people: Any) -> None:
        AuditEntry.objects.create(
            at="2026-11-19T00:00Z",
            actor=people.lin,
            surface="web",
            entity="contacts.contact",
            object_id=1,
            label="Xu",
            action="changed",
            changes={"mobile": ["13800138000", "13900139000"], "title": ["a", "b"]},
        )
        assert "13900139000" in visit("auditor").get("workspace:audit").content.decode()
        Role.objects.filter(code="auditor").update(field_groups=[])
        body = visit("auditor").get("workspace:audit").content.decode()
        assert "13900139000" not in body
        assert "<ins>b</ins>" in body


class TestPreferences:
    def test_saved_and_read_at_once(self, visit: Any, people: Any) -> None:
        data = {"name": "林溪", "name_latin": "Lin Xi", "language": "zh-hans"}
        answer = visit("lin").post("web:preferences", data=data)
        assert answer.status_code == 302
        assert answer.cookies["django_language"].value == "zh-hans"
        lin = User.objects.get(pk=people.lin.pk)
        assert (lin.name, lin.name_latin, lin.language) == ("林溪", "Lin Xi", "zh-hans")
