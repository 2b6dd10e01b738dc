"""How opportunities, their parts and their past states are shown."""

from __future__ import annotations

from typing import Any

from keyaccount.apps.pipeline.models import NeedSheet, Opportunity, OpportunityState, ProductLine, Stage
from keyaccount.apps.workspace.models import On, User
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.schemas.opportunities import OpportunityOut, StateOut
from keyaccount.surfaces.api.shapes import Part, Shape


def show_stage(stage: Stage) -> dict[str, Any]:
    return {"id": stage.pk, "name": stage.name, "pipeline_id": stage.pipeline_id}


def show_line(line: ProductLine) -> dict[str, Any]:
    return {
        "product": shapes.show_related(line.product),
        "quantity": line.quantity,
        "price": line.price,
        "amount": line.amount,
    }


def show_need_sheet(opportunity: Opportunity, viewer: User) -> dict[str, Any] | None:
    sheet: NeedSheet | None = getattr(opportunity, "need_sheet", None)
    if sheet is None:
        return None
    names = ["goal", "findings", "resources"]
    if viewer.sees_group("margin"):
        names += ["cost_estimate", "expected_margin"]
    return {name: getattr(sheet, name) for name in names}


STAGE = Part(lambda record: show_stage(record.stage), ("stage",))
OPPORTUNITY: Shape[Opportunity] = Shape(
    OpportunityOut,
    {
        "tags": shapes.tags(),
        "account": shapes.related("account"),
        "unit": shapes.related("unit"),
        "stage": STAGE,
        "close_reason": shapes.related("close_reason"),
        "owner": shapes.person("owner"),
        "team": shapes.related("team"),
        "lines": Part(
            lambda opportunity: [show_line(line) for line in opportunity.lines.all()], fetches=("lines__product",)
        ),
        "factors": Part(
            lambda opportunity: [
                {"factor": one.factor, "score": one.score, "evidence": one.evidence}
                for one in opportunity.factors.all()
            ],
            fetches=("factors",),
        ),
        "people": Part(
            lambda opportunity: [
                {"contact": shapes.show_related(one.contact), "role": one.role}
                for one in opportunity.people.all()
                if one.valid_to is None
            ],
            fetches=("people__contact",),
        ),
        "need_sheet": Part(show_need_sheet, ("need_sheet",), for_viewer=True),
    },
    lean="lines factors people need_sheet",
    on=On.OPPORTUNITIES,
)
STATE: Shape[OpportunityState] = Shape(
    StateOut,
    {
        "stage": STAGE,
        "close_reason": shapes.related("close_reason"),
        "account": shapes.related("account"),
        "owner": shapes.person("owner"),
        "team": shapes.related("team"),
        "changed_by": shapes.person("changed_by"),
    },
)
