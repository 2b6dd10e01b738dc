"""Accounts: 客户, companies, organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account, Lifecycle, Loyalty, SellingMode
from keyaccount.apps.accounts.models.account import Ownership
from keyaccount.apps.portfolio.services.loading import load_accounts_with_estimates
from keyaccount.apps.workspace.searching import fold
from keyaccount.apps.workspace.services.loading import Row
from keyaccount.surfaces.exchange.engine.directory import match_by_directory
from keyaccount.surfaces.exchange.entities.entity import (
    TAGS,
    Cells,
    Draft,
    Entity,
    Keys,
    need,
    outside_id,
    plain_values,
    source_field,
    tags_in,
    with_source,
)
from keyaccount.surfaces.exchange.entities.field import Field, Kind, Related, text_of, words_of
from keyaccount.surfaces.exchange.entities.purchasing import PURCHASING, purchasing_of

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Learnt, Run

OWNERSHIP_WORDS = {
    "private": ("民营", "私营", "私企", "民企"),
    "state": ("国有", "国企", "央企", "state-owned", "public sector"),
    "listed": ("上市", "上市公司", "public"),
    "foreign": ("外资", "外企"),
    "joint_venture": ("合资", "joint venture"),
    "government": ("政府", "政府机关", "事业单位"),
}
LIFECYCLE_WORDS = {
    "development": ("开发期", "开发"),
    "growth": ("成长期", "成长"),
    "maturity": ("成熟期", "成熟"),
    "decline": ("衰退期", "衰退"),
}
LOYALTY_WORDS = {
    "loyal": ("忠诚",),
    "repeat": ("重复购买",),
    "occasional": ("偶尔购买",),
    "lost": ("流失", "已流失"),
}
SELLING_WORDS = {
    "transactional": ("交易型",),
    "consultative": ("顾问型",),
    "strategic": ("战略型",),
}
NAME = text_of(
    Account, "name", _("name"), "account", "account name", "company", "company name", "客户", "客户名称", "公司",
    "公司名称", "企业名称", "单位名称", required=True,
)  # fmt: skip
FIELDS = (
    NAME,
    text_of(Account, "external_id", _("external id"), "id", "account id", "company id", "record id", "客户编号",
            "客户ID", "编号"),
    source_field(Account),
    text_of(Account, "short_name", _("short name"), "简称", "客户简称", "公司简称"),
    Field("parent", _("parent company"), ("parent account", "parent company", "subsidiary of", "母公司", "上级客户",
          "上级公司", "总公司"), Kind.RELATION, to=Related.ACCOUNT),
    text_of(Account, "industry", _("industry"), "sector", "行业", "客户行业", "所属行业"),
    text_of(Account, "country", _("country"), "billing country", "国家", "国家/地区"),
    text_of(Account, "province", _("province"), "state", "state/region", "billing state", "billing state/province",
            "region", "省", "省份", "省市", "地区"),
    text_of(Account, "city", _("city"), "billing city", "城市", "市", "所在城市"),
    text_of(Account, "address", _("address"), "street", "street address", "billing street", "地址", "详细地址",
            "公司地址"),
    Field("ownership", _("ownership"), ("ownership type", "企业性质", "公司性质", "所有制", "性质"), Kind.CHOICE,
          choices=words_of(Ownership, OWNERSHIP_WORDS)),
    Field("employees", _("employees"), ("number of employees", "no. of employees", "headcount", "员工人数", "人数",
          "员工数", "人员规模"), Kind.WHOLE, limit=2_147_483_647),
    Field("founded", _("founded in"), ("year established", "year founded", "成立年份", "成立时间", "创立年份"),
          Kind.WHOLE,
          limit=32_767),
    Field("yearly_revenue", _("their yearly revenue"), ("revenue", "annual revenue", "年营业额", "年收入", "营业额",
          "营收"), Kind.AMOUNT),
    text_of(Account, "website", _("website"), "web site", "url", "网址", "网站", "官网"),
    text_of(Account, "domain", _("e-mail domain"), "company domain name", "domain name", "域名", "邮箱域名"),
    text_of(Account, "phone", _("phone"), "phone number", "main phone", "telephone", "电话", "手机", "联系电话"),
    text_of(Account, "source", _("source"), "lead source", "account source", "来源", "客户来源"),
    text_of(Account, "notes", _("notes"), "description", "备注", "说明", "描述", "remark"),
    Field("collective", _("decides collectively"), ("collective decision", "集体决策"), Kind.YES_OR_NO),
    Field("level", _("relationship level"), ("level", "account level", "级别", "客户级别", "关系级别"), Kind.WHOLE,
          limit=99),
    Field("lifecycle", _("lifecycle"), ("lifecycle stage", "life cycle", "生命周期", "客户阶段"), Kind.CHOICE,
          choices=words_of(Lifecycle, LIFECYCLE_WORDS)),
    Field("loyalty", _("loyalty"), ("忠诚度", "客户忠诚度"), Kind.CHOICE, choices=words_of(Loyalty, LOYALTY_WORDS)),
    Field("selling_mode", _("way of selling"), ("selling mode", "销售模式"), Kind.CHOICE,
          choices=words_of(SellingMode, SELLING_WORDS)),
    Field("is_strategic", _("strategic"), ("strategic account", "战略客户", "是否战略客户"), Kind.YES_OR_NO),
    text_of(Account, "strategic_reason", _("why it is strategic"), "strategic reason", "战略客户原因", "战略理由"),
    Field("next_plan", _("next plan"), ("next plan month", "下次计划"), Kind.DATE),
    *PURCHASING,
    Field("owner", _("owner"), ("account owner", "company owner", "owner name", "assigned to", "负责人", "客户经理",
          "所有者", "销售负责人", "owner user name"), Kind.RELATION, to=Related.PERSON),
    TAGS,
)  # fmt: skip
PLAIN = frozenset(one.key for one in FIELDS if one.kind != Kind.RELATION) - {
    TAGS.key, *(one.key for one in PURCHASING)
}  # fmt: skip


def build(cells: Cells, run: Run) -> Row:
    need(cells, NAME)
    values = with_source(plain_values(cells, PLAIN), run)
    if "yearly_revenue" in values and (revenue := run.in_base(values.pop("yearly_revenue"))) is not None:
        values["yearly_revenue"] = revenue
    for key in ("parent", "owner"):
        if cells.get(key) is not None:
            values[f"{key}_id"] = cells[key]
    domain = _domain(values)
    more = purchasing_of(cells, run)
    return Row(values, defaults={"owner_id": run.keeper, **domain}, more=more, tags=tags_in(cells))


def _domain(values: dict[str, Any]) -> dict[str, str]:
    """The domain that a website shows, where none is given."""
    website = str(values.get("website", ""))
    host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    return {"domain": host.removeprefix("www.")[:120]} if "." in host else {}


def keys(row: Row) -> Keys:
    name = ("name", fold(row.values["name"]))
    external = outside_id(row.values)
    return Keys((("id", external), name) if external else (name,))


def match(drafts: Sequence[Draft], run: Run) -> None:
    match_by_directory(drafts, run.directory(Related.ACCOUNT), ("name",))


def learn(rows: Learnt, run: Run) -> None:
    run.learn(Related.ACCOUNT, rows)


ACCOUNTS = Entity(
    key="accounts",
    title=_("Accounts"),
    words=("accounts", "companies", "company", "organizations", "客户", "公司", "企业", "单位"),
    fields=FIELDS,
    build=build,
    keys=keys,
    match=match,
    load=load_accounts_with_estimates,
    learn=learn,
    parent="parent",
    models=(Account,),
)
