"""The questions that a new workspace asks of every account, in the four parts of the portrait."""

from __future__ import annotations

from collections.abc import Mapping

from keyaccount.apps.accounts.models import PortraitPart

QUESTIONS: Mapping[PortraitPart, tuple[tuple[str, str], ...]] = {
    PortraitPart.BACKGROUND: (
        ("Size", "规模"),
        ("Structure", "组织结构"),
        ("Business model", "商业模式"),
        ("Finances", "财务状况"),
        ("History", "发展历程"),
        ("Sustainability demands", "可持续发展要求"),
    ),
    PortraitPart.BUYING: (
        ("Buying cycle", "采购周期"),
        ("Decision process", "决策流程"),
        ("What influences them", "影响因素"),
        ("How the budget is split", "预算分配"),
        ("Order pattern", "下单规律"),
    ),
    PortraitPart.DECISION: (
        ("Who has the last word", "谁说了算"),
        ("Who can stop it", "谁能否决"),
        ("Who speaks for us", "谁替我们说话"),
    ),
    PortraitPart.PAINS: (
        ("Pains", "痛点"),
        ("Openings", "机会点"),
    ),
}
