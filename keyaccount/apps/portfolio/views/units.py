"""The business units of an account, kept where its white space is seen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from keyaccount.apps.accounts.queries.accounts import account_to_write
from keyaccount.apps.accounts.queries.units import unit_to_write
from keyaccount.apps.accounts.services import units as service
from keyaccount.apps.portfolio.forms.white_space import UnitForm
from keyaccount.apps.portfolio.views.white_space import url_of
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form


@page
def new(request: HttpRequest, account_id: int) -> HttpResponse:
    account_to_write(viewer(request), account_id)
    look = Look(title=_("New business unit"), back=url_of(account_id), word=_("Add"))
    return answer_form(
        request,
        UnitForm(request.POST or None),
        lambda values, seen: service.add_unit(account_id=account_id, **values, act=act_of(request)),
        look,
    )


@page
def rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = unit_to_write(viewer(request), unit_id)
    look = Look(title=unit.name, back=url_of(unit.account_id), record=unit)
    return answer_form(
        request,
        UnitForm(request.POST or None, instance=unit),
        lambda values, seen: service.rename_unit(unit_id=unit_id, **values, act=act_of(request), version=seen),
        look,
    )


@require_POST
@page
def archive(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = unit_to_write(viewer(request), unit_id)
    look = Look(title="", back=url_of(unit.account_id), said=_("The unit is archived; its opportunities keep it."))
    return answer_act(request, lambda: service.archive_unit(unit_id=unit_id, act=act_of(request)), look)
