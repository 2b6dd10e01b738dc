"""The rules a new workspace starts with: which change is likely to need what."""

from __future__ import annotations

from keyaccount.apps.accounts.models import SignalKind

RULES: tuple[tuple[SignalKind, str, str, str, str], ...] = (
    (SignalKind.MARKET, "Strategic shift", "战略转型", "Management consulting and assessment", "管理咨询与测评"),
    (SignalKind.PEOPLE, "Hiring", "大量招聘", "Recruitment service and interview training", "招聘服务与面试官培训"),
    (SignalKind.PEOPLE, "Selection", "选拔", "Assessment", "人才测评"),
    (SignalKind.ORGANISATION, "Performance", "绩效变革", "Appraisal consulting", "绩效咨询"),
    (SignalKind.FINANCE, "Reward", "薪酬调整", "Pay consulting", "薪酬咨询"),
    (SignalKind.ORGANISATION, "Labour relations", "劳动关系", "Labour-law training", "劳动法培训"),
)
