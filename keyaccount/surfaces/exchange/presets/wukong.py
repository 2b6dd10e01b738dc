"""悟空CRM (Wukong): its import templates and exports for 客户, 联系人, 产品, 商机.

The stages are those it ships with, at the win rates of its Java edition (11); deals in 赢单, 输单 or 无效 are closed.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate, StageTemplate
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.exchange.presets.preset import FileRule, Preset, StageRule

PIPELINE = PipelineTemplate(
    "wukong",
    "Wukong",
    "悟空",
    (
        StageTemplate("Verify customer", "验证客户", 20),
        StageTemplate("Analyse needs", "需求分析", 30),
        StageTemplate("Proposal and quote", "方案/报价", 80),
    ),
)
COMMON = {"下次联系时间": "", "客户级别": "", "是否锁定": "", "创建人": "", "更新时间": ""}

WUKONG = Preset(
    key="wukong",
    title=_("Wukong CRM"),
    source="wukong",
    files=(
        FileRule(
            "accounts",
            ("客户", "客户导入", "客户导入表", "客户表"),
            signs=("客户名称", "客户来源"),
            columns={**COMMON, "客户名称": "name", "客户来源": "source", "手机": "", "电话": "phone", "网址": "website",
                     "客户行业": "industry", "备注": "notes", "邮箱": "", "成交状态": "", "负责人": "owner"},
        ),
        FileRule(
            "contacts",
            ("联系人", "联系人导入", "联系人导入表", "联系人表"),
            signs=("姓名", "客户名称"),
            columns={**COMMON, "姓名": "name", "客户名称": "account", "手机": "mobile", "电话": "phone",
                     "邮箱": "email",
                     "职务": "title", "是否关键决策人": "role", "地址": "address", "备注": "notes", "性别": "",
                     "负责人": "owner"},
        ),
        FileRule(
            "products",
            ("产品", "产品导入", "产品导入表", "产品表"),
            signs=("产品名称", "产品编码"),
            columns={"产品名称": "name", "产品类型": "series", "产品单位": "unit", "产品编码": "code",
                     "价格": "list_price", "产品描述": "description", "是否上下架": "", "负责人": ""},
        ),
        FileRule(
            "opportunities",
            ("商机", "商机导入", "商机导入表", "商机表"),
            signs=("商机名称", "客户名称"),
            columns={**COMMON, "商机名称": "name", "客户名称": "account", "商机状态组": "", "商机阶段": "stage",
                     "商机金额": "amount", "预计成交日期": "close_date", "备注": "needs", "负责人": "owner",
                     "创建时间": "opened_on"},
        ),
        FileRule("", ("线索", "线索导入"), signs=("线索名称",), why_not=gettext_noop("Leads cannot be imported yet.")),
        FileRule("", ("合同", "合同导入"), signs=("合同名称", "合同编号"),
                 why_not=gettext_noop("Contracts cannot be imported yet.")),
        FileRule("", ("回款", "回款导入"), signs=("回款编号",),
                 why_not=gettext_noop("Payments cannot be imported yet.")),
        FileRule("", ("回款计划",), signs=("计划回款金额",),
                 why_not=gettext_noop("Payment plans cannot be imported yet.")),
        FileRule("", ("发票",), signs=("发票申请编号",), why_not=gettext_noop("Invoices cannot be imported yet.")),
        FileRule("", ("回访",), signs=("回访编号",), why_not=gettext_noop("Follow-up calls cannot be imported yet.")),
    ),
    currency="CNY",
    pipelines=(PIPELINE,),
    pipeline="Wukong",
    stages={
        "赢单": StageRule(status="won"),
        "输单": StageRule(status="lost"),
        "无效": StageRule(status="lost"),
        "方案报价": StageRule("Proposal and quote"),
        "谈判审核": StageRule("Proposal and quote"),
    },
)  # fmt: skip
