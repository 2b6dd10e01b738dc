"""How much is known of an account, or of all of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.portrait import known_by_account, portrait_of, questions_asked
from keyaccount.apps.accounts.queries.scope import accounts_in
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, ScopeKind, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.portrait import Completeness, completeness
from keyaccount.kernel.share import share

FIELDS = (
    Column("part", _("Part of the portrait")),
    Column("field", _("What is asked")),
    Column("answer", _("Answer")),
    Column("known", _("Known"), Unit.COUNT),
)
ACCOUNTS = (
    Column("account", _("Account")),
    Column("known", _("Known"), Unit.COUNT),
    Column("share", _("Complete"), Unit.SHARE),
)


def check(question: Question) -> Answer:
    accounts = accounts_in(question, load_workspace())
    known = dict.fromkeys(accounts.order_by("name", "pk").values_list("pk", flat=True), 0)
    known |= known_by_account(accounts, question.as_of)
    asked = len(questions_asked())
    found = completeness(known.values(), asked)
    rows = (
        _of_fields(question, found) if question.scope.kind == ScopeKind.ACCOUNT else _of_accounts(known, asked, found)
    )
    return Answer(
        value=found.share,
        worked="" if found.share is None else f"{found.known} ÷ {found.asked} = {plain(found.share, 4)}",
        inputs=_inputs(found, len(known), asked),
        rows=rows,
        notes=() if asked else (Note("nothing_asked", _("No question is asked: add some in the settings.")),),
    )


def _inputs(found: Completeness, accounts: int, asked: int) -> tuple[Input, ...]:
    return (
        Input("k", _("Fields that are known"), found.known, Unit.COUNT),
        Input("q", _("Fields that are asked of an account"), asked, Unit.COUNT),
        Input("n", _("Accounts"), accounts, Unit.COUNT),
    )


def _of_accounts(known: dict[int, int], asked: int, found: Completeness) -> Rows:
    def fetch(limit: int) -> list[dict[str, Any]]:
        shown = list(known)[:limit]
        names = {account.pk: str(account) for account in Account.objects.filter(pk__in=shown)}
        return [{"id": pk, "account": names[pk], "known": known[pk], "share": share(known[pk], asked)} for pk in shown]

    return Rows(
        columns=ACCOUNTS,
        fetch=fetch,
        total=lambda: len(known),
        adds_up="known",
        sum_of_rows=found.known,
        symbol="k",
    )


def _of_fields(question: Question, found: Completeness) -> Rows:
    def fetch(limit: int) -> list[dict[str, Any]]:
        account = Account.objects.visible_to(question.viewer).filter(pk=question.scope.pk).first()
        parts = portrait_of(account, question.as_of) if account is not None and found.asked else []
        rows = [
            {
                "id": field.question.pk,
                "part": str(part.part.label),
                "field": field.question.label,
                "answer": field.answer.text if field.is_known and field.answer else _now("not known yet"),
                "known": int(field.is_known),
            }
            for part in parts
            for field in part.fields
        ]
        return rows[:limit]

    return Rows(
        columns=FIELDS,
        fetch=fetch,
        total=lambda: found.asked,
        adds_up="known",
        sum_of_rows=found.known,
        symbol="k",
    )


register(
    Definition(
        key="accounts.portrait_completeness",
        title=_("Portrait completeness"),
        meaning=_("How much of what we want to know of an account is known; over several accounts the mean."),
        words=_("fields of the portrait that are known ÷ fields that are asked"),
        symbols="k ÷ (q · n)",
        unit=Unit.SHARE,
        compute=check,
    )
)
