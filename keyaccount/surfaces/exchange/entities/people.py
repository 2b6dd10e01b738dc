"""People: those who sell, with their team. They cannot sign in until an administrator gives them a password."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.workspace.models import Role, RoleCode, User
from keyaccount.apps.workspace.searching import fold, search_text
from keyaccount.apps.workspace.services.loading import Row
from keyaccount.apps.workspace.services.loading_people import load_people
from keyaccount.surfaces.exchange.engine.directory import match_by_directory
from keyaccount.surfaces.exchange.entities.entity import Cells, Draft, Entity, Keys, Missing, plain_values
from keyaccount.surfaces.exchange.entities.field import Field, Kind, Related, text_of, words_of

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Learnt, Run

ROLE_WORDS = {
    "administrator": ("admin", "管理员"),
    "director": ("总监", "销售总监"),
    "manager": ("经理", "销售经理", "sales manager"),
    "kam": (
        "sales",
        "sales rep",
        "sales agent",
        "account manager",
        "key account manager",
        "销售",
        "客户经理",
        "大客户经理",
    ),
    "finance": ("财务",),
    "delivery": ("交付",),
    "service": ("客服", "服务"),
    "auditor": ("审计",),
}
FIELDS = (
    text_of(User, "name", pgettext_lazy("of a person", "name"), "full name", "user", "agent", "sales agent",
            "employee", "owner", "姓名", "员工", "员工姓名", "销售", "业务员"),
    text_of(User, "username", _("user name"), "login", "user id", "账号", "用户名"),
    text_of(User, "name_latin", _("romanised name"), "english name", "英文名", "拼音"),
    text_of(User, "email", _("e-mail"), "email", "email address", "邮箱", "电子邮件"),
    Field("role", _("role"), ("profile", "position", "角色", "职位"), Kind.CHOICE, choices=words_of(RoleCode,
                                                                                                ROLE_WORDS)),
    Field("team", _("team"), ("sales team", "department", "group", "manager", "团队", "部门", "小组"), Kind.RELATION,
          to=Related.TEAM, brings={"region": "team_region"}),
    Field("team_region", _("region of the team"), ("regional office", "office", "region", "区域", "大区"), limit=80),
    text_of(User, "language", _("language"), "locale", "语言"),
)  # fmt: skip
NAME = FIELDS[0]
PLAIN = frozenset({"name", "username", "name_latin", "email", "language"})


def build(cells: Cells, run: Run) -> Row:
    values = plain_values(cells, PLAIN)
    if "name" not in values and "username" not in values and "email" not in values:
        raise Missing(field=NAME.key)
    if cells.get("team") is not None:
        values["team_id"] = cells["team"]
    if cells.get("role") is not None:
        values["role_id"] = run.once("roles", _roles)[cells["role"]]
    return Row(values, defaults=person_defaults(values))


def person_defaults(values: dict[str, Any]) -> dict[str, Any]:
    """A name and a user name from what is known of the person; the user name is made unique when it is matched."""
    email = values.get("email", "")
    name = values.get("name") or _name_from(values.get("username") or email.partition("@")[0])
    return {"name": name, "username": username_from(email.partition("@")[0] or name)}


def username_from(text: str) -> str:
    """Letters, digits and dots; Chinese names by their pinyin."""
    folded = fold(text)
    spoken = (
        next((word for word in search_text(text).split() if word.isascii()), "") if not folded.isascii() else folded
    )
    return re.sub(r"[^a-z0-9]+", ".", spoken or folded).strip(".")[:60] or "person"


def _name_from(login: str) -> str:
    return " ".join(part.capitalize() for part in re.split(r"[._\-\s]+", login) if part) or login


def _roles() -> dict[str, int]:
    return dict(Role.objects.values_list("code", "pk"))


def keys(row: Row) -> Keys:
    return Keys(tuple((key, fold(row.values[key])) for key in ("username", "email", "name") if key in row.values))


def match(drafts: Sequence[Draft], run: Run) -> None:
    match_by_directory(drafts, run.directory(Related.PERSON), ("username", "email", "name"))
    taken = run.once("usernames", usernames)
    taken |= {draft.row.values["username"] for draft in drafts if "username" in draft.row.values}
    for draft in drafts:
        if draft.row.pk is None and "username" not in draft.row.values:
            draft.row.defaults["username"] = free_username(draft.row.defaults["username"], taken)


def usernames() -> set[str]:
    return set(User.objects.values_list("username", flat=True))


def free_username(wanted: str, taken: set[str]) -> str:
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = f"{wanted}{count}"
    taken.add(found)
    return found


def learn(rows: Learnt, run: Run) -> None:
    run.learn(Related.PERSON, rows)


PEOPLE = Entity(
    key="people",
    title=_("People"),
    words=("people", "users", "sales teams", "sales team", "employees", "agents", "人员", "员工", "用户", "销售团队"),
    fields=FIELDS,
    build=build,
    keys=keys,
    match=match,
    load=load_people,
    learn=learn,
    known_by=("username", "email"),
    models=(User,),
)
