"""Contacts: 联系人, the people at accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.contacts.models import Contact, RelationshipStage
from keyaccount.apps.contacts.models.contact import BuyingRole
from keyaccount.apps.contacts.services.beside import Beside
from keyaccount.apps.contacts.services.loading import load_contacts
from keyaccount.apps.workspace.searching import CHINESE, fold
from keyaccount.apps.workspace.services.loading import Row
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.engine.directory import forget_external
from keyaccount.surfaces.exchange.entities.entity import (
    TAGS,
    Cells,
    Draft,
    Entity,
    Keys,
    Missing,
    MoreThanOne,
    OutsideId,
    outside_id,
    plain_values,
    source_field,
    tags_in,
    with_source,
)
from keyaccount.surfaces.exchange.entities.field import Field, Kind, Related, text_of, words_of
from keyaccount.surfaces.exchange.entities.personal import PERSONAL, birthday_of, personal_of

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Learnt, Run

ROLE_WORDS = {
    "approver": ("批准者",),
    "decision_maker": ("decision maker", "决策人", "关键决策人", "决策者", "是", "yes", "true"),
    "influencer_a": ("influencer", "影响者", "影响者A"),
    "influencer_b": ("影响者B",),
    "influencer_c": ("影响者C",),
    "user": ("使用者",),
    "technical_gatekeeper": ("技术把关者",),
    "financial_gatekeeper": ("财务把关者",),
    "purchaser": ("采购人", "采购"),
    "beneficiary": ("受益人",),
    "go_between": ("中间人",),
    "liaison": ("接口人",),
    "secretary": ("看门人", "gatekeeper"),
    "rising_star": ("明日之星",),
    "blocker": ("拦路虎",),
    "initiator": ("发起者",),
    "designer": ("设计者",),
    "": ("否", "no", "false"),
}
FIELDS = (
    text_of(Contact, "name", pgettext_lazy("of a person", "name"), "full name", "contact", "contact name", "姓名",
            "联系人", "联系人姓名", "名字"),
    Field("first_name", _("first name"), ("given name", "名"), limit=60),
    Field("last_name", _("last name"), ("surname", "family name", "姓", "姓氏"), limit=60),
    text_of(Contact, "external_id", _("external id"), "id", "contact id", "record id", "联系人编号"),
    source_field(Contact),
    text_of(Contact, "name_latin", _("romanised name"), "english name", "英文名", "拼音"),
    Field("account", _("account"), ("account name", "company", "company name", "account id", "associated company",
          "associated company domain", "客户", "客户名称", "公司", "公司名称", "所属客户", "单位"), Kind.RELATION,
          to=Related.ACCOUNT),
    text_of(Contact, "title", _("title"), "job title", "position", "职务", "职位", "头衔", "岗位"),
    text_of(Contact, "department", _("department"), "部门", "所在部门"),
    Field("reports_to", _("reports to"), ("reports to id", "manager", "汇报对象", "上级", "直属上级"), Kind.RELATION,
          to=Related.CONTACT),
    text_of(Contact, "email", _("e-mail"), "email", "email address", "e-mail address", "邮箱", "电子邮件", "邮件"),
    text_of(Contact, "mobile", _("mobile"), "mobile phone", "mobile phone number", "cell", "手机", "手机号",
            "移动电话"),
    text_of(Contact, "phone", _("phone"), "phone number", "business phone", "telephone", "电话", "座机", "办公电话"),
    text_of(Contact, "wechat", _("WeChat"), "wechat id", "微信", "微信号"),
    text_of(Contact, "address", _("address"), "street address", "mailing street", "street", "地址", "联系地址"),
    text_of(Contact, "source", _("source"), "lead source", "来源"),
    text_of(Contact, "notes", _("notes"), "description", "备注", "说明", "描述"),
    Field("role", _("buying role"), ("role", "roles", "buying role", "buying roles", "角色", "购买角色", "采购角色",
          "是否关键决策人", "关键决策人"), Kind.CHOICES,
          choices=words_of(BuyingRole, ROLE_WORDS) | {"": ROLE_WORDS[""]}),
    Field("owner", _("relationship owner"), ("contact owner", "owner", "assigned to", "负责人", "所有者"),
          Kind.RELATION, to=Related.PERSON),
    Field("left_on", _("left the company on"), ("离职日期", "left on"), Kind.DATE),
    Field("relationship_stage", _("relationship stage"), ("关系阶段", "关系推进"), limit=80),
    Field("visits_a_month", _("planned visits a month"), ("visits a month", "visit frequency", "计划每月拜访次数",
          "每月拜访次数", "拜访频率"), Kind.AMOUNT),
    text_of(Contact, "first_concern", _("first concern"), "最关心", "首要关注"),
    *PERSONAL,
    TAGS,
)  # fmt: skip
RELATIONS = tuple(one.key for one in FIELDS if one.kind == Kind.RELATION)
PLAIN = frozenset(one.key for one in FIELDS) - {
    *RELATIONS, "first_name", "last_name", "role", "name", "relationship_stage", TAGS.key,
    *(one.key for one in PERSONAL),
}  # fmt: skip


class UnknownRelationship(Fact):
    message = gettext_noop("“%(text)s” is no stage of a relationship here. There are: %(stages)s.")


def build(cells: Cells, run: Run) -> Row:
    name = cells.get("name") or _whole_name(cells.get("first_name"), cells.get("last_name")) or cells.get("email")
    if not name:
        raise Missing(field="name")
    values = {"name": name, **with_source(plain_values(cells, PLAIN), run)}
    for key in RELATIONS:
        if cells.get(key) is not None:
            values[f"{key}_id"] = cells[key]
    if cells.get("relationship_stage") is not None:
        values["relationship_stage_id"] = _relationship(cells["relationship_stage"], run)
    beside = Beside(cells.get("role") or (), personal_of(cells), birthday_of(cells))
    return Row(values, defaults={"owner_id": run.keeper}, more=beside, tags=tags_in(cells))


def _relationship(text: str, run: Run) -> int:
    known = run.once("relationship stages", _relationships)
    if fold(text) not in known:
        raise UnknownRelationship(text=text, stages=", ".join(dict.fromkeys(known)))
    return known[fold(text)]


def _relationships() -> dict[str, int]:
    stages = RelationshipStage.objects.filter(archived_at=None)
    return {fold(name): stage.pk for stage in stages for name in (stage.name, stage.name_zh) if name}


def _whole_name(first: str | None, last: str | None) -> str:
    """First name first; a Chinese name begins with the family's and has no space."""
    if first and last and CHINESE.search(last):
        return f"{last}{first}"
    return " ".join(part for part in (first, last) if part)


def keys(row: Row) -> Keys:
    values, name = row.values, fold(row.values["name"])
    given: list[tuple[Any, ...]] = [("name", name, values.get("account_id"))]
    if "email" in values:
        given.insert(0, ("email", fold(values["email"]), name))
    if external := outside_id(values):
        given.insert(0, ("id", external))
    return Keys(tuple(given))


def match(drafts: Sequence[Draft], run: Run) -> None:
    known = _known([draft.row.values for draft in drafts], run)
    named = run.touched.setdefault("contacts", {})
    for draft in drafts:
        found = known.find(draft.row.values, named)
        if len(found) > 1:
            draft.refuse(MoreThanOne(text=draft.row.values["name"]))
        elif found:
            draft.row.pk = found[0]
            if outside_id(draft.row.values) in known.led_on:
                forget_external(draft)
            known.claim(found[0], draft.row.values)


@dataclass(slots=True)
class _Person:
    """A contact as the rows so far leave it: what it is called, its address and the id it has from outside."""

    name: str
    email: str
    external: str | None


class _Known:
    """The contacts that a batch may be about, by each of the keys."""

    def __init__(self) -> None:
        self.people: dict[int, _Person] = {}
        self.by_id: dict[OutsideId, int] = {}
        self.led_on: set[OutsideId] = set()  # outside ids of contacts that were merged into others
        self.by_email: dict[str, set[int]] = defaultdict(set)
        self.by_name: dict[tuple[str, int | None], set[int]] = defaultdict(set)

    def claim(self, pk: int, values: Mapping[str, Any]) -> None:
        """The contact takes the row's id and address: a later row of the batch with others means somebody else."""
        if person := self.people.get(pk):
            person.external = values.get("external_id") or person.external
            person.email = fold(values.get("email", "")) or person.email

    def find(self, values: Mapping[str, Any], named: Collection[int]) -> list[int]:
        """named: contacts that earlier rows were about; a row with an address means none of those by its name."""
        external = outside_id(values)
        if external in self.by_id:
            return [self.by_id[external]]
        name, email = fold(values["name"]), fold(values.get("email", ""))
        if email and (alike := self._with_address(email, external)):
            return alike if len(alike) == 1 else [pk for pk in alike if self.people[pk].name == name] or alike
        if external is not None:
            return []
        same_name = self.by_name[name, values.get("account_id")]
        return [pk for pk in same_name if not email or not (self.people[pk].email or pk in named)]

    def _with_address(self, email: str, external: OutsideId | None) -> list[int]:
        """A contact that has an id from outside is not the one of a row that gives another."""
        return [pk for pk in self.by_email[email] if external is None or self.people[pk].external is None]


def _known(rows: Sequence[dict[str, Any]], run: Run) -> _Known:
    known = _Known()
    externals = [row["external_id"] for row in rows if "external_id" in row]
    by_id = Contact.objects.filter(external_id__in=externals).order_by()
    for source, external, pk, successor in by_id.values_list("external_source", "external_id", "pk", "merged_into_id"):
        known.by_id[source, external] = successor or pk
        known.led_on |= {(source, external)} if successor else set()
    stand = run.load.as_they_stand
    emails = {spelt for row in rows if "email" in row for spelt in (row["email"], row["email"].lower())}
    columns = ("name", "email", "external_id", "account_id")
    for pk, name, email, external, _account in stand(
        Contact.objects.filter(email__in=emails, merged_into=None), columns, "email", emails
    ):
        known.people[pk] = _Person(fold(name), fold(email), external)
        known.by_email[fold(email)].add(pk)
    nameless = [row for row in rows if "external_id" not in row]
    names = {row["name"] for row in nameless}
    for pk, name, email, external, account in stand(_of_accounts(nameless), columns, "name", names):
        known.people.setdefault(pk, _Person(fold(name), fold(email or ""), external))
        known.by_name[fold(name), account].add(pk)
    return known


def _of_accounts(rows: Sequence[dict[str, Any]]) -> Any:
    accounts: Iterable[int] = {row["account_id"] for row in rows if row.get("account_id")}
    names = {row["name"] for row in rows}
    found = Contact.objects.filter(account__in=accounts, name__in=names, merged_into=None)
    if any(not row.get("account_id") for row in rows):
        found = found | Contact.objects.filter(account=None, name__in=names, merged_into=None)
    return found


def learn(rows: Learnt, run: Run) -> None:
    run.learn(Related.CONTACT, rows)


CONTACTS = Entity(
    key="contacts",
    title=_("Contacts"),
    words=("contacts", "contact", "联系人"),
    fields=FIELDS,
    build=build,
    keys=keys,
    match=match,
    load=load_contacts,
    learn=learn,
    parent="reports_to",
    known_by=("external_id", "email"),
    models=(Contact,),
)
