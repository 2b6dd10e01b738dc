"""Business units of accounts, and the white space: units × products."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.accounts.queries.rivals import tends
from keyaccount.apps.accounts.services import units
from keyaccount.apps.portfolio.queries.white_space import (
    CellSeen,
    Place,
    cells_of,
    products_offered,
    rule,
    units_by_account,
)
from keyaccount.apps.portfolio.services import white_space as service
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Question
from keyaccount.kernel.errors import NotAllowed
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.asking_days import day_asked, today
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, ids, respond
from keyaccount.surfaces.api.records import changed, found, shown
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.resources.opportunity_shapes import OPPORTUNITY
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.knowledge import (
    AsOf,
    CellIn,
    CellOut,
    PlaceIn,
    UnitIn,
    UnitOut,
    UnitsAsked,
    WhiteSpaceOut,
)
from keyaccount.surfaces.api.schemas.opportunities import OpportunityOut
from keyaccount.surfaces.api.shapes import Shape, show_person, show_related

of_account = Router(tags=["White space"])
of_units = Router(tags=["White space"])

UNIT: Shape[BusinessUnit] = Shape(UnitOut, {"account": shapes.related("account")})
UNITS: Listing[BusinessUnit] = Listing(
    UNIT,
    UnitsAsked,
    sorts={"id": ID, "name": Sort("name")},
    filters={"archived": archived, "account": ids("account")},
)


@of_account.get(
    "/{account_id}/white-space",
    response=WhiteSpaceOut,
    operation_id="getWhiteSpace",
    summary="Business units × products of an account",
)
def get_white_space(request: HttpRequest, account_id: RecordId, asked: Query[AsOf]) -> HttpResponse:
    day = day_asked(request, asked)
    viewer = user_of(request)
    account = found(Account.objects.visible_to(viewer), account_id)
    names = {unit.pk: show_related(unit) for unit in units_by_account([account]).get(account.pk, [])}
    products = {product.pk: show_related(product) for product in products_offered()}
    cells = cells_of([account], units_by_account([account]), Question(viewer, today(), day), workspace())
    may_know = tends(viewer, account)
    return respond(
        {
            "account": show_related(account),
            "as_of": day,
            "in_use_months": rule().in_use_months,
            "cells": [
                {"unit": names.get(place.unit), "product": products[place.product], **_cell(cell, may_know)}
                for place, cell in cells.items()
            ],
        }
    )


@of_account.post(
    "/{account_id}/white-space", response=CellOut, operation_id="judgeCell", summary="Say what is known of a cell"
)
def judge(request: HttpRequest, account_id: RecordId, item: CellIn) -> HttpResponse:
    """A new entry beside the old ones; the last dated holds, where deals do not say more."""
    viewer, act = user_of(request), act_of(request)
    account = found(Account.objects.visible_to(viewer), account_id)
    finder = Finder(viewer)
    place, shown_place = _place(account, item, finder)
    values = item.model_dump(exclude_unset=True, exclude={"product", "unit", "rival"})
    if item.rival is not None:
        if not tends(viewer, account):
            raise NotAllowed
        values["rival"] = finder.one(references.RIVAL, item.rival, "rival")
    service.judge_cell(place=place, values=values, act=act)
    cell = service.cell_at(place, account, act)
    return respond({**shown_place, **_cell(cell, tends(viewer, account))})


@of_account.post(
    "/{account_id}/white-space/fill",
    response={201: OpportunityOut},
    operation_id="fillCell",
    summary="Make the opportunity of an empty cell",
)
def fill(request: HttpRequest, account_id: RecordId, item: PlaceIn) -> HttpResponse:
    viewer = user_of(request)
    account = found(Account.objects.visible_to(viewer), account_id)
    place, _shown = _place(account, item, Finder(viewer))
    return changed(request, OPPORTUNITY, service.fill_cell(place=place, act=act_of(request)), status=201)


def _place(account: Account, item: PlaceIn, finder: Finder) -> tuple[Place, dict[str, Any]]:
    product = finder.one(references.PRODUCT, item.product, "product")
    unit = finder.one(references.unit_of(account), item.unit, "unit") if item.unit is not None else None
    place = Place(account.pk, 0 if unit is None else unit.pk, product.pk)
    return place, {"unit": show_related(unit), "product": show_related(product)}


def _cell(cell: CellSeen, may_know: bool) -> dict[str, Any]:
    entry = cell.entry
    return {
        "state": str(cell.state.value),
        "rival": show_related(entry.rival) if entry is not None and may_know else None,
        "amount": None if cell.amount is None else f"{cell.amount:.2f}",
        "currency": entry.currency if entry is not None and cell.amount is not None else None,
        "source": entry.source if entry is not None else "",
        "on": entry.on if entry is not None else None,
        "author": show_person(entry.author) if entry is not None else None,
        "opportunities": list(cell.deals),
    }


# ── Business units ──
@of_units.get("", response=Page[UnitOut], operation_id="listBusinessUnits", summary="List business units")
def list_units(request: HttpRequest, asked: Query[UnitsAsked]) -> HttpResponse:
    return UNITS.answer(request, asked, BusinessUnit.objects.visible_to(user_of(request)))


@of_account.post(
    "/{account_id}/business-units",
    response={201: UnitOut},
    operation_id="addBusinessUnit",
    summary="Add a business unit to an account",
)
def add_unit(request: HttpRequest, account_id: RecordId, item: UnitIn) -> HttpResponse:
    unit = units.add_unit(account_id=account_id, name=item.name, act=act_of(request))
    return changed(request, UNIT, unit, status=201)


@of_units.get("/{unit_id}", response=UnitOut, operation_id="getBusinessUnit", summary="One business unit")
def get_unit(request: HttpRequest, unit_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, UNIT, BusinessUnit.objects.visible_to(user_of(request)), unit_id, fields)


@of_units.patch("/{unit_id}", response=UnitOut, operation_id="renameBusinessUnit", summary="Rename a business unit")
@takes_version
def rename_unit(request: HttpRequest, unit_id: RecordId, item: UnitIn) -> HttpResponse:
    unit = units.rename_unit(unit_id=unit_id, name=item.name, act=act_of(request), version=read_version(request))
    return changed(request, UNIT, unit)


@of_units.delete(
    "/{unit_id}", response={204: None}, operation_id="archiveBusinessUnit", summary="Archive a business unit"
)
def archive_unit(request: HttpRequest, unit_id: RecordId) -> HttpResponse:
    """Its opportunities keep it; nothing new can be put there."""
    units.archive_unit(unit_id=unit_id, act=act_of(request))
    return HttpResponse(status=204)


@of_units.post(
    "/{unit_id}/restore",
    response=UnitOut,
    operation_id="restoreBusinessUnit",
    summary="Take a business unit back into use",
)
def restore_unit(request: HttpRequest, unit_id: RecordId) -> HttpResponse:
    return changed(request, UNIT, units.restore_unit(unit_id=unit_id, act=act_of(request)))
