"""The accounts that a question is about: of its scope, that its viewer sees."""

from __future__ import annotations

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import accounts_of_text
from keyaccount.apps.accounts.queries.scope import in_scope
from keyaccount.figures import Question, memo


@memo.once
def accounts_asked(question: Question) -> frozenset[int]:
    return frozenset(_rows(question, Account.objects.visible_to(question.viewer)))


@memo.once
def accounts_outside(question: Question) -> frozenset[int]:
    """Those of the scope that the viewer does not see."""
    if question.viewer.people_in_reach is None:
        return frozenset()
    return frozenset(_rows(question, Account.objects.all())) - accounts_asked(question)


def _rows(question: Question, rows: QuerySet[Account]) -> QuerySet[Account, int]:
    found = rows.filter(in_scope(question.scope)).order_by()
    if accounts := question.filters.get("accounts"):
        found = found.filter(pk__in=accounts_of_text(accounts).order_by().values("pk"))
    return found.values_list("pk", flat=True)
