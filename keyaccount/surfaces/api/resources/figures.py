"""Figures: the list of what can be asked, and answers that explain themselves."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from keyaccount import figures
from keyaccount.apps.insights.queries import OWN_KEYS, question_from
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Definition
from keyaccount.figures.registry import as_json
from keyaccount.figures.writing import to_json
from keyaccount.surfaces.api.callers import user_of
from keyaccount.surfaces.api.lists.listing import WrongParameter, refuse_unknown, respond
from keyaccount.surfaces.api.schemas.figures import DefinitionOut, FigureAsked, FigureOut

router = Router(tags=["Figures"])
Key = Annotated[str, Path(pattern=r"^[a-z0-9_.]{1,60}$", examples=["pipeline.coverage"])]


class NotNarrowedBy(WrongParameter):
    message = _("This figure cannot be narrowed by “%(name)s”. It can by %(known)s.")


@router.get("", response=list[DefinitionOut], operation_id="listFigures", summary="List the figures")
def list_figures(request: HttpRequest) -> HttpResponse:
    refuse_unknown(request, set())
    return respond([show_definition(definition) for definition in figures.definitions()])


@router.get("/{key}", response=FigureOut, operation_id="computeFigure", summary="Compute a figure")
def compute_figure(request: HttpRequest, key: Key, asked: Query[FigureAsked]) -> HttpResponse:
    definition = figures.definition(key)
    refuse_unknown(request, set(FigureAsked.model_fields))
    given = asked.model_dump(mode="json", exclude_none=True, exclude={"rows"})
    _refuse_idle(definition, given)
    today = clock.day_of(timezone.now(), load_workspace().zone)
    figure = figures.compute(key, question_from(given, viewer=user_of(request), today=today))
    return HttpResponse(to_json(as_json(figure, asked.rows)), content_type="application/json")


def _refuse_idle(definition: Definition, given: dict[str, str]) -> None:
    """A filter that the figure does not know would narrow nothing without a word."""
    for name in given:
        if name not in OWN_KEYS and name not in definition.options:
            raise NotNarrowedBy(name=name, known=", ".join(sorted(definition.options)) or "–")


def show_definition(definition: Definition) -> dict[str, Any]:
    return {
        "key": definition.key,
        "title": str(definition.title),
        "meaning": str(definition.meaning),
        "unit": definition.unit,
        "formula": str(definition.words),
        "symbols": definition.symbols,
        "inputs": list(definition.inputs),
        "filters": list(definition.options),
    }
