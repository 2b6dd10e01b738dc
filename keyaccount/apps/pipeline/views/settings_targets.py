"""Settings: the targets of a fiscal year, changed in place; who set which, and what stood there before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from keyaccount.apps.pipeline.figures.year_targets import figures_of
from keyaccount.apps.pipeline.forms.settings_money import TargetCell
from keyaccount.apps.pipeline.queries.year_targets import Owner, Row, past_of, row_of, rows_of_year, sees_owner
from keyaccount.apps.pipeline.services.targets import may_set, set_target
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.figures import Question
from keyaccount.formulas.targets import QUARTERS
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed
from keyaccount.kernel.period import Period

YEARS_SHOWN = 2
LAST_QUARTER = 4


@require_safe
@page
def targets(request: HttpRequest) -> HttpResponse:
    mine, year = viewer(request), _year(request.GET.get("year"), request)
    rows = rows_of_year(mine, year)
    this_year = _year(None, request)
    context = {
        "year": year,
        "years": range(this_year - YEARS_SHOWN, this_year + YEARS_SHOWN),
        "lines": [
            _line(row, figure, mine, year) for row, figure in zip(rows, _figures(request, rows, year), strict=True)
        ],
        "currency": workspace().base_currency,
        "may_set": mine.role.may_set_targets,
        "spread": request.GET.get("spread", "") if mine.role.may_set_targets else "",
    }
    return render(request, "pipeline/settings/targets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def target_cell(request: HttpRequest, year: int, scope: str, pk: int, quarter: int) -> HttpResponse:
    """The cell as a small form; a POST answers the whole row, since its year may follow."""
    owner = found_owner(scope, pk)
    if quarter > LAST_QUARTER:
        raise Http404
    if not may_set(owner, viewer(request)):
        raise NotAllowed
    row = row_of(owner, year)
    held = row.quarters.get(quarter) if quarter else row.own_year
    form = TargetCell(request.POST if request.method == "POST" else None, initial={"amount": held and held.amount})
    context: dict[str, Any] = {"form": form, "url": request.path}
    if request.method != "POST":
        return render(request, "ui/parts/cell_form.html", context)
    if _saved(request, form, owner, year, quarter):
        return _row_again(request, owner, year)
    return render(request, "pipeline/settings/target_refused.html", context, status=422)


@require_safe
@page
def target_history(request: HttpRequest, year: int, scope: str, pk: int) -> HttpResponse:
    owner = found_owner(scope, pk)
    if not sees_owner(viewer(request), owner):
        raise Http404
    context = {"owner": owner, "year": year, "past": past_of(owner, year), "zone": workspace().zone}
    return render(request, "pipeline/settings/target_history.html", context)


def _saved(request: HttpRequest, form: TargetCell, owner: Owner, year: int, quarter: int) -> bool:
    if not form.is_valid():
        return False
    try:
        amount = form.cleaned_data["amount"]
        set_target(owner=owner, year=year, quarter=quarter or None, amount=amount, act=act_of(request))
    except Invalid as invalid:
        add_errors(form, invalid)
    except NotAllowed:
        raise
    except Fact as fact:
        form.add_error(None, fact.text(gettext))
    return not form.errors


def _row_again(request: HttpRequest, owner: Owner, year: int) -> HttpResponse:
    row = row_of(owner, year)
    (figure,) = _figures(request, [row], year)
    context = {"line": _line(row, figure, viewer(request), year), "year": year, "saved": True}
    answer = render(request, "pipeline/settings/target_row.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#{row.scope}-{row.key}", "outerHTML"
    return answer


def _figures(request: HttpRequest, rows: list[Row], year: int) -> Any:
    settings, today = workspace(), today_of(request)
    period = Period.year(year, settings.fiscal_year_start)
    return figures_of(rows, Question(viewer=viewer(request), today=today, as_of=today, period=period), settings)


def _line(row: Row, figure: Any, mine: User, year: int) -> dict[str, Any]:
    return {
        "row": row,
        "figure": figure,
        "may_set": may_set(row.owner, mine),
        "can_spread": any(row.of_year.quarter(one) is not None for one in QUARTERS) or row.year is not None,
        "places": 0 if all(amount == int(amount) for amount in _amounts(row)) else 2,
        "cells": [(quarter, row.quarters.get(quarter)) for quarter in (1, 2, 3, 4)],
    }


def _amounts(row: Row) -> list[Decimal]:
    return [*row.amounts.values(), row.year or Decimal(0)]


def _year(text: str | None, request: HttpRequest) -> int:
    if text and text.isdigit() and 1900 <= int(text) <= 2200:
        return int(text)
    start = workspace().fiscal_year_start
    return int(Period.containing(today_of(request), "year", start).label(start))


def found_owner(scope: str, pk: int) -> Owner:
    if scope == "company":
        return None
    found: Owner = (
        Team.objects.filter(pk=pk).first()
        if scope == "team"
        else User.objects.people().select_related("team").filter(pk=pk).first()
    )
    if found is None or scope not in {"team", "user"}:
        raise Http404
    return found
