"""Submitting a forecast: what holds now for a period, frozen."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import Submission
from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.apps.forecast.queries.rollup import rollups
from keyaccount.apps.forecast.services.overrides import KINDS, PeriodIsOver
from keyaccount.apps.forecast.services.speaking import may_promise
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Team
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import audit
from keyaccount.figures import Question, Scope, ScopeKind, compute, memo
from keyaccount.formulas.converted import NOTHING, Converted
from keyaccount.formulas.rollup import together
from keyaccount.kernel.errors import Invalid, NotAllowed
from keyaccount.kernel.period import Period

CENT = Decimal("0.01")


@transaction.atomic
def submit_forecast(*, period: Period, team: Team | None = None, note: str = "", act: Act) -> Submission:
    """Promise one's own numbers, or those of a team one leads, as they stand at this moment."""
    if not may_promise(act.actor, team):
        raise NotAllowed
    note, today = note.strip(), clock.day_of(act.now, load_workspace().zone)
    if period.end < today:
        raise PeriodIsOver
    if period.kind not in KINDS:
        raise Invalid(fields={"period": str(_("Choose a month, a quarter or a year."))})
    if len(note) > NOTE_LENGTH:
        raise Invalid(fields={"note": str(_("Say it in 300 characters or fewer."))})
    scope = Scope(ScopeKind.TEAM, team.pk, str(team)) if team else Scope(ScopeKind.USER, act.actor.pk)
    submission = _frozen(Question(act.actor, today, today, scope, period), period, team, act)
    submission.note = note
    submission.save(force_insert=True)
    promised = {"commit": (None, submission.commit), "best_case": (None, submission.best_case)}
    audit.record(act, submission, AuditAction.CREATED, promised)
    return submission


def _frozen(question: Question, period: Period, team: Team | None, act: Act) -> Submission:
    workspace = load_workspace()
    with memo.remembering():
        lines = rollups(question, workspace)
        target = compute("sales.target", question).value
    said = together(line.judged if team else line.promised for line in lines)
    return Submission(
        person=act.actor,
        team=team,
        period_start=period.start,
        period_end=period.end,
        at=act.now,
        currency=workspace.base_currency,
        closed=_cents(sum((line.totals.closed for line in lines), NOTHING)),
        commit=said.commit.quantize(CENT),
        best_case=said.best_case.quantize(CENT),
        pipeline=said.pipeline.quantize(CENT),
        computed_commit=together(line.computed for line in lines).commit.quantize(CENT),
        weighted=_cents(sum((line.totals.weighted for line in lines), NOTHING)),
        target=target if isinstance(target, Decimal) else None,
    )


def _cents(sum_of_all: Converted) -> Decimal | None:
    return None if sum_of_all.value is None else sum_of_all.value.quantize(CENT)
