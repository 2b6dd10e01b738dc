"""Signals by industry and month."""

from __future__ import annotations

from collections import Counter

from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import TruncMonth

from keyaccount.apps.accounts.models import Account, Signal
from keyaccount.apps.accounts.queries.scope import in_scope
from keyaccount.figures import Question, ScopeKind

Heat = Counter[tuple[str, str]]


def heat_of(question: Question) -> Heat:
    """(industry, month as 2026-11) → signals the asker sees, dated in the period and by its day."""
    rows = Signal.objects.visible_to(question.viewer).present().filter(on__lte=question.as_of)
    if question.period is not None:
        rows = rows.filter(on__range=(question.period.start, question.period.end))
    if question.scope.kind is not ScopeKind.COMPANY:
        rows = rows.filter(account__in=Account.objects.filter(in_scope(question.scope)).order_by().values("pk"))
    industry = Case(When(~Q(industry=""), then=F("industry")), default=F("account__industry"))
    counted = rows.order_by().annotate(of=industry, month=TruncMonth("on")).values_list("of", "month")
    found: Heat = Counter()
    for name, month, count in counted.annotate(n=Count("pk")):
        found[name or "–", f"{month:%Y-%m}"] += count
    return found
