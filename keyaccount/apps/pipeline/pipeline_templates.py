"""The two pipelines every workspace starts with, and the usual reasons deals close for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from keyaccount.apps.pipeline.models import Outcome


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """win_rate in percent; phase and end mark in English and Chinese."""

    name: str
    name_zh: str
    win_rate: int
    phase: tuple[str, str] = ("", "")
    end_mark: tuple[str, str] = ("", "")
    takes_proposals: bool = False

    @property
    def share(self) -> Decimal:
        return Decimal(self.win_rate) / 100


@dataclass(frozen=True, slots=True)
class PipelineTemplate:
    key: str
    name: str
    name_zh: str
    stages: tuple[StageTemplate, ...]


SIX_STEPS = PipelineTemplate(
    "six_steps",
    "Six steps",
    "六步法",
    (
        StageTemplate(
            "Analyse customer",
            "客户分析",
            5,
            ("interest", "兴趣"),
            ("An initiator makes a spoken or written request to buy", "发起者口头或书面提出采购申请"),
        ),
        StageTemplate(
            "Build trust",
            "建立信任",
            10,
            ("brewing", "酝酿"),
            (
                "The decision maker agrees to buy, sets time and budget, and asks for a design",
                "决策人同意采购，定下时间和预算，安排设计",
            ),
        ),
        StageTemplate(
            "Find needs",
            "挖掘需求",
            20,
            ("design", "设计"),
            ("The designer finishes the plan and criteria and invites vendors", "设计者完成方案和采购标准，邀请供应商"),
        ),
        StageTemplate(
            "Present value",
            "呈现价值",
            30,
            ("comparison", "比较"),
            ("Vendors hand in proposals and prices; negotiation begins", "各供应商交方案和报价，开始谈判"),
            takes_proposals=True,
        ),
        StageTemplate(
            "Win commitment",
            "赢取承诺",
            50,
            ("commitment", "承诺"),
            ("The customer picks a vendor, negotiates and signs", "客户选定供应商，谈判并签约"),
        ),
        StageTemplate(
            "Collect payment",
            "回收账款",
            80,
            ("use", "使用"),
            ("Goods delivered, in use, paid", "货物交付、投入使用、款项收齐"),
        ),
    ),
)

LEAD_TO_DELIVERY = PipelineTemplate(
    "lead_to_delivery",
    "Lead to delivery",
    "线索到交付",
    (
        StageTemplate(
            "Find lead", "线索发现", 5, end_mark=("A named person confirms there is a need", "有具体的人确认有需求")
        ),
        StageTemplate(
            "First contact",
            "初步接触",
            10,
            end_mark=("A meeting with someone who takes part in deciding", "见到参与决策的人"),
        ),
        StageTemplate(
            "Confirm need", "需求确认", 25, end_mark=("The customer agrees to the written need", "客户认可书面需求")
        ),
        StageTemplate(
            "Present solution",
            "方案呈现",
            40,
            end_mark=("The customer compares our offer on its terms", "客户开始比较我们的方案"),
            takes_proposals=True,
        ),
        StageTemplate("Negotiate and sign", "谈判签约", 70, end_mark=("The contract is signed", "合同签订")),
        StageTemplate(
            "Deliver and keep", "交付维护", 90, end_mark=("Delivered, accepted and paid", "交付、验收并付款")
        ),
    ),
)

PIPELINES = (SIX_STEPS, LEAD_TO_DELIVERY)

CLOSE_REASONS = {
    Outcome.WON: (
        ("Better value shown", "价值讲得清楚"),
        ("Trust in us", "信任我们"),
        ("Better price or terms", "价格或账期更好"),
        ("Product fits best", "产品最合适"),
        ("Good experience before", "以往体验好"),
    ),
    Outcome.LOST: (
        ("Better rival offer", "竞争对手条件更好"),
        ("Price", "价格"),
        ("Quality fell", "质量下降"),
        ("Their strategy changed", "客户战略调整"),
        ("Poor communication", "沟通不到位"),
        ("Key contact left", "关键人离职"),
        ("No budget or put off", "没有预算或暂缓"),
    ),
}
