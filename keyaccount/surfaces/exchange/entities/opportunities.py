"""Opportunities: 商机, deals, with the past that their dates tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import SellingMode
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.models.opportunity import NeedKind, RecurringUnit, RevenueKind, Status
from keyaccount.apps.pipeline.services.loading import load_opportunities
from keyaccount.apps.workspace.searching import fold
from keyaccount.surfaces.exchange.entities.deal import build
from keyaccount.surfaces.exchange.entities.entity import (
    TAGS,
    Draft,
    Entity,
    Keys,
    MoreThanOne,
    outside_id,
    source_field,
)
from keyaccount.surfaces.exchange.entities.field import Field, Kind, Related, text_of, words_of

if TYPE_CHECKING:
    from keyaccount.apps.workspace.services.loading import Row
    from keyaccount.surfaces.exchange.engine.run import Run

FIELDS = (
    text_of(Opportunity, "name", _("name"), "deal", "deal name", "opportunity", "opportunity name", "topic",
            "potential name", "商机", "商机名称", "项目名称", "机会名称"),
    text_of(Opportunity, "external_id", _("external id"), "id", "deal id", "opportunity id", "record id", "商机编号"),
    source_field(Opportunity),
    Field("account", _("account"), ("account name", "company", "company name", "account id", "potential customer",
          "associated company", "associated company domain", "客户", "客户名称", "公司", "所属客户"), Kind.RELATION,
          to=Related.ACCOUNT),
    Field("contact", _("person"), ("contact", "contact name", "contact email", "associated contact",
          "associated contact email", "联系人"), Kind.RELATION, to=Related.CONTACT),
    Field("product", _("product"), ("product name", "产品", "产品名称"), Kind.RELATION, to=Related.PRODUCT),
    Field("quantity", _("quantity"), ("数量",), Kind.AMOUNT),
    Field("pipeline", _("pipeline"), ("sales process", "record type", "商机状态组", "管道", "销售流程", "漏斗"),
          limit=80),
    Field("stage", _("stage"), ("deal stage", "opportunity stage", "sales stage", "stage name", "pipeline phase",
                                "商机阶段", "阶段", "销售阶段"), limit=80),
    Field("status", _("status"), ("outcome", "state", "状态", "结果", "商机状态"), Kind.CHOICE,
          choices=words_of(Status, { "open": ("in progress", "进行中", "跟进中", "未成交"),
        "won": ("closed won", "赢单", "成交", "已成交", "赢"),
        "lost": ("closed lost", "输单", "丢单", "失败", "无效", "输"),
    })),
    Field("win_rate", _("win rate"), ("probability", "probability (%)", "赢率", "赢单率", "可能性", "成交概率"),
          Kind.SHARE),
    Field("amount", _("amount"), ("deal amount", "value", "deal value", "close value", "est. revenue",
                                  "estimated revenue",
          "金额", "商机金额", "预计金额", "合同金额", "销售金额"), Kind.AMOUNT),
    Field("currency", _("currency"), ("currency iso code", "币种", "货币"), Kind.CURRENCY),
    Field("opened_on", _("first contact"), ("created", "create date", "created date", "created on", "created time",
          "opened", "open date", "engage date", "创建日期", "创建时间", "立项日期", "首次接触"), Kind.DATE),
    Field("close_date", _("close date"), ("closing date", "成交日期", "结单日期"), Kind.DATE),
    Field("expected_close", _("expected close"), ("expected close date", "est. close date", "estimated close date",
          "预计成交日期", "预计成交时间", "预计签约日期", "预计结单日期"), Kind.DATE),
    Field("closed_on", _("closed on"), ("actual close date", "date closed", "won date", "实际成交日期", "关闭日期"),
          Kind.DATE),
    Field("close_reason", _("reason"), ("closed lost reason", "closed won reason", "loss reason", "lost reason",
          "status reason", "输单原因", "赢单原因", "丢单原因"), limit=80),
    text_of(Opportunity, "close_note", _("what we learnt"), "复盘", "总结"),
    Field("owner", _("owner"), ("deal owner", "opportunity owner", "owner name", "sales agent", "sales rep",
                                "assigned to",
          "负责人", "销售", "业务员", "所有者", "销售负责人", "owner user name"), Kind.RELATION, to=Related.PERSON),
    text_of(Opportunity, "source", _("source"), "lead source", "来源", "商机来源"),
    text_of(Opportunity, "rivals", _("rivals"), "competitors", "main competitor(s)", "竞争对手", "竞品"),
    Field("selling_mode", _("way of selling"), ("销售模式",), Kind.CHOICE, choices=words_of(SellingMode, {
        "transactional": ("交易型",), "consultative": ("顾问型",), "strategic": ("战略型",)})),
    text_of(Opportunity, "next_step", _("next step"), "下一步", "下一步计划"),
    Field("next_step_on", _("next step on"), ("next activity date", "下次联系时间", "下一步日期"), Kind.DATE),
    text_of(Opportunity, "needs", _("what they need"), "description", "customer need", "备注", "描述", "客户需求",
            "需求"),
    text_of(Opportunity, "wants", _("what they want"), "客户期望"),
    Field("need_kind", _("kind of need"), ("需求类型",), Kind.CHOICE, choices=words_of(NeedKind, {
        "single": ("单一",), "compound": ("复合",), "strategic": ("战略",)})),
    Field("revenue_kind", _("revenue"), ("revenue kind", "收入类型"), Kind.CHOICE, choices=words_of(RevenueKind, {
        "one_off": ("one-off", "一次性"), "recurring": ("经常性", "订阅")})),
    Field("recurring_amount", _("recurring amount"), ("mrr", "arr", "周期金额"), Kind.AMOUNT),
    Field("recurring_unit", _("recurring every"), ("周期",), Kind.CHOICE, choices=words_of(RecurringUnit, {
        "month": ("monthly", "月"), "year": ("yearly", "年")})),
    Field("recurring_term", _("term"), ("期数",), Kind.WHOLE, limit=32_767),
    TAGS,
)  # fmt: skip


def keys(row: Row) -> Keys:
    """Deals of one name at one account may be several: a row with an id means no other than that."""
    name = ("name", fold(row.values["name"]), row.values.get("account_id"))
    external = outside_id(row.values)
    return Keys((("id", external), name) if external else (name,), adopts=False)


def match(drafts: Sequence[Draft], run: Run) -> None:
    externals = [draft.row.values["external_id"] for draft in drafts if "external_id" in draft.row.values]
    by_id = Opportunity.objects.filter(external_id__in=externals).order_by()
    known = {(source, one): pk for source, one, pk in by_id.values_list("external_source", "external_id", "pk")}
    named = _by_name([draft.row.values for draft in drafts if "external_id" not in draft.row.values], run)
    for draft in drafts:
        values = draft.row.values
        if external := outside_id(values):
            draft.row.pk = known.get(external)
            continue
        found = named.get((fold(values["name"]), values.get("account_id")), [])
        if len(found) > 1:
            draft.refuse(MoreThanOne(text=values["name"]))
        elif found:
            draft.row.pk = found[0]


def _by_name(rows: Sequence[dict[str, Any]], run: Run) -> dict[tuple[str, int | None], list[int]]:
    """Deals without an outside id are known by their name at their account."""
    found: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    names = {row["name"] for row in rows}
    deals = Opportunity.objects.filter(account__in={row.get("account_id") for row in rows} - {None}, name__in=names)
    if any(row.get("account_id") is None for row in rows):
        deals = deals | Opportunity.objects.filter(account=None, name__in=names)
    for pk, name, account in run.load.as_they_stand(deals, ("name", "account_id"), "name", names):
        found[fold(name), account].append(pk)
    return found


OPPORTUNITIES = Entity(
    key="opportunities",
    title=_("Opportunities"),
    words=(
        "opportunities",
        "opportunity",
        "deals",
        "deal",
        "pipeline",
        "sales pipeline",
        "potentials",
        "商机",
        "机会",
        "项目",
    ),
    fields=FIELDS,
    build=build,
    keys=keys,
    match=match,
    load=load_opportunities,
    models=(Opportunity,),
)
