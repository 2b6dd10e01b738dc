"""Why deals are won and lost: the same closed deals by reason, rival, source, product, person or way of selling."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.conversion import OPTIONS
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.outcome_groups import KEPT_IN_HISTORY, PATHS, Group, outcome_groups
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Note, Question, Rows, Unit, register
from keyaccount.figures.figure import Text
from keyaccount.figures.registry import plain
from keyaccount.kernel.errors import Invalid

BY: dict[str, Text] = {
    "reason": _("Reason"),
    "rival": _("Rival"),
    "source": _("Source"),
    "product": _("Product"),
    "person": _("Person"),
    "selling_mode": _("Way of selling"),
}
# What a group without a name is called, where "not said" is not it.
WITHOUT: dict[str, Text] = {}


def win_loss(question: Question) -> Answer:
    by = question.filters.get("by") or "reason"
    if by not in PATHS:
        raise Invalid(_("Ask by one of %(known)s, not by “%(text)s”."), known=", ".join(PATHS), text=by)
    workspace = load_workspace()
    groups = outcome_groups(question.narrowed(by=""), workspace, by)
    table = [_line(group, by) for group in groups]
    return Answer(
        value=table,
        worked=" · ".join(
            f"{row['won']} ÷ {row['won'] + row['lost']} = {plain(row['win_rate'], 2)}" for row in table[:8]
        ),
        rows=Rows(columns=_columns(by), fetch=lambda limit: table[:limit], total=lambda: len(table)),
        notes=_notes(question, by),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _columns(by: str) -> tuple[Column, ...]:
    return (
        Column("group", BY[by]),
        Column("won", _("Won"), Unit.COUNT),
        Column("lost", _("Lost"), Unit.COUNT),
        Column("win_rate", _("Win rate"), Unit.SHARE),
        Column("won_amount", _("Amount won"), Unit.MONEY),
        Column("lost_amount", _("Amount lost"), Unit.MONEY),
    )


def _line(group: Group, by: str) -> dict[str, Any]:
    won, lost = (group.amounts.get(outcome, Decimal(0)) for outcome in (StateStatus.WON, StateStatus.LOST))
    return {
        "group": group.name or str(WITHOUT.get(by, _("not said"))),
        "won": group.won,
        "lost": group.lost,
        "win_rate": group.rate,
        "won_amount": won,
        "lost_amount": lost,
    }


def _notes(question: Question, by: str) -> tuple[Note, ...]:
    found = []
    if by in {"product", "rival"}:
        found.append(Note("under_each", _("A deal with several of them stands under each.")))
    if by not in KEPT_IN_HISTORY and not question.is_live:
        found.append(Note("as_now", _("Grouped by what the deals say now: no history is kept of that field.")))
    return tuple(found)


register(
    Definition(
        key="pipeline.win_loss",
        title=_("Won and lost"),
        meaning=_("Deals closed in the period by what may explain it: reason, rival, source, product, person, tier."),
        words=_("number and amount of deals won and lost, and won ÷ (won + lost), in each group"),
        symbols="w · l · w ÷ (w + l)",
        unit=Unit.TABLE,
        compute=win_loss,
        default_period=last_year,
        inputs=("pipeline.won", "pipeline.lost", "pipeline.win_rate"),
        options=("by", *OPTIONS),
    )
)
