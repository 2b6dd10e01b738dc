"""Settings: the targets of a fiscal year, changed in place; who set which, and what stood there before."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.forms.settings_targets import AccountChoice, TargetCell, TargetWithNote
from keyaccount.apps.pipeline.models import Measure, Owner, Product
from keyaccount.apps.pipeline.queries.target_history import changes_of
from keyaccount.apps.pipeline.queries.target_parts import name_of
from keyaccount.apps.pipeline.queries.targets import Span
from keyaccount.apps.pipeline.queries.year_targets import (
    By,
    Listed,
    accounts_of_year,
    products_of_year,
    row_of,
    rows_of_year,
    sees_owner,
)
from keyaccount.apps.pipeline.services.targets import may_set, set_target
from keyaccount.apps.pipeline.tables.targets import CENTS, Asked, Sheet, spans_of_year
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.paging import cursor_from
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.figures import Question
from keyaccount.formulas.targets import QUARTERS
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed
from keyaccount.kernel.period import Period
from keyaccount.ui.htmx import go, into

YEARS_SHOWN = 2
OWNERS = {
    "team": Team.objects.all(),
    "user": User.objects.people().select_related("team", "role"),
    "account": Account.objects.select_related("owner__team"),
    "product": Product.objects.all(),
}


@require_safe
@page
def targets(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request, request.GET)
    context = _sheet(request, asked) | _choices(asked, asked_of(request, QueryDict()).year)
    if viewer(request).role.may_set_targets:
        context |= {"spread": request.GET.get("spread", ""), "choice": _choice(viewer(request), asked)}
    return render(request, "pipeline/settings/targets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def target_cell(request: HttpRequest, year: int, scope: str, pk: int, part: str) -> HttpResponse:
    """The cell as a small form; a POST answers the whole sheet, since sums above and beside it may follow."""
    owner, span = found_owner(scope, pk), _span(part)
    if not may_set(owner, viewer(request)):
        raise NotAllowed
    asked, with_note = asked_of(request, request.GET, year), "note" in request.POST
    form = _form(request, owner, asked, span, with_note=with_note)
    if form.is_bound and _saved(request, form, owner, span, asked):
        return go(request, _page_url(asked)) if with_note else _sheet_again(request, asked, owner, span)
    if isinstance(form, TargetWithNote):
        return _history(request, owner, asked, span, form, status=422)
    context = {"form": form, "url": request.get_full_path(), "asked": asked, "scope": scope, "pk": pk}
    context["told"] = reverse("pipeline:target_history", args=[year, scope, pk]) + asked.query(year=None, part=part)
    template = "target_refused" if form.is_bound else "cell_form"
    return render(request, f"pipeline/settings/{template}.html", context, status=422 if form.is_bound else 200)


@require_safe
@page
def target_history(request: HttpRequest, year: int, scope: str, pk: int) -> HttpResponse:
    owner, asked = found_owner(scope, pk), asked_of(request, request.GET, year)
    if not sees_owner(viewer(request), owner):
        raise Http404
    part = request.GET.get("part")
    span = _span(part) if part else None
    form = _form(request, owner, asked, span, with_note=True) if span else TargetWithNote()
    return _history(request, owner, asked, span, form)


def _form(request: HttpRequest, owner: Owner, asked: Asked, span: Span, *, with_note: bool) -> TargetCell:
    held = row_of(owner, asked.year, asked.measure).held.get(span)
    kind = TargetWithNote if with_note else TargetCell
    return kind(request.POST if request.method == "POST" else None, initial={"amount": held and held.amount})


def asked_of(request: HttpRequest, given: QueryDict, year: int | None = None) -> Asked:
    """Which sheet an address asks for; what it asks wrongly is as usual."""
    measure, by, quarter = given.get("measure"), given.get("by"), given.get("open", "")
    account = given.get("account", "")
    seen = Account.objects.visible_to(viewer(request)).select_related("owner__team")
    return Asked(
        year=year or _year(given.get("year"), request),
        measure=Measure(measure) if measure in Measure.values else Measure.REVENUE,
        by=By(by) if by in By.values else By.PEOPLE,
        open=int(quarter) if quarter.isdecimal() and int(quarter) in QUARTERS else None,
        after=given.get("after", ""),
        before=given.get("before", ""),
        chosen=seen.filter(pk=int(account)).first() if account.isdecimal() and len(account) < 10 else None,
    )


def question_of(request: HttpRequest, year: int) -> Question:
    today = today_of(request)
    period = Period.year(year, workspace().fiscal_year_start)
    return Question(viewer=viewer(request), today=today, as_of=today, period=period)


def _sheet(request: HttpRequest, asked: Asked, saved: tuple[Owner, Span] | None = None) -> dict[str, Any]:
    listed = _listed(viewer(request), asked)
    sheet = Sheet(listed.rows, asked, question_of(request, asked.year), workspace())
    usual = {"after": "", "before": ""}
    return {
        "asked": asked,
        "query": asked.within,
        "lines": (lines := sheet.lines(saved)),
        "heads": [(span, asked.query(open=asked.toggled(span.quarter))) for span in sheet.spans],
        "next_url": asked.query(**usual | {"after": listed.after}) if listed.after else "",
        "previous_url": asked.query(**usual | {"before": listed.before}) if listed.before else "",
        "unit": workspace().base_currency if asked.measure.is_money else gettext("customers, counted"),
        "may_set": any(line.may_set for line in lines),
    }


def _choices(asked: Asked, this_year: int) -> dict[str, Any]:
    """The other sheets that one may go to; another measure or another way starts at its first page."""
    first = {"after": "", "before": "", "account": ""}
    years = range(this_year - YEARS_SHOWN, this_year + YEARS_SHOWN)
    kept = {"year": asked.year, "measure": asked.measure, "by": asked.by, "open": asked.open or ""}
    return {
        "years": [(year, asked.query(**first | {"year": year})) for year in years],
        "measures": [(one, asked.query(**first | {"measure": one})) for one in Measure],
        "ways": [(one, asked.query(**first | {"by": one})) for one in By],
        "kept": list(kept.items()),
        "sheet_url": reverse("exchange:export", args=["target_sheet", "xlsx"]) + asked.query(**first),
    }


def _choice(mine: User, asked: Asked) -> AccountChoice | None:
    return AccountChoice(seen=Account.objects.visible_to(mine)) if asked.by is By.ACCOUNTS else None


def _listed(mine: User, asked: Asked) -> Listed:
    cursor = cursor_from(asked.after, asked.before)
    if asked.by is By.ACCOUNTS:
        return accounts_of_year(mine, asked.year, asked.measure, cursor, asked.chosen)
    if asked.by is By.PRODUCTS:
        return products_of_year(mine, asked.year, asked.measure, cursor)
    return Listed(rows_of_year(mine, asked.year, asked.measure))


def _saved(request: HttpRequest, form: TargetCell, owner: Owner, span: Span, asked: Asked) -> bool:
    if not form.is_valid():
        return False
    try:
        amount, note = form.cleaned_data["amount"], form.cleaned_data.get("note", "")
        set_target(owner=owner, year=asked.year, quarter=span.quarter, month=span.month, measure=asked.measure,
                   amount=amount, note=note, act=act_of(request))  # fmt: skip
    except Invalid as invalid:
        add_errors(form, invalid)
    except NotAllowed:
        raise
    except Fact as fact:
        form.add_error(None, fact.text(gettext))
    return not form.errors


def _sheet_again(request: HttpRequest, asked: Asked, owner: Owner, span: Span) -> HttpResponse:
    context = _sheet(request, asked, (owner, span))
    return into(render(request, "pipeline/settings/target_sheet.html", context), "#targets", "outerHTML")


def _history(
    request: HttpRequest, owner: Owner, asked: Asked, span: Span | None, form: TargetCell, status: int = 200
) -> HttpResponse:
    row = row_of(owner, asked.year, asked.measure)
    place = [asked.year, str(row.scope), row.key]
    context = {
        "owner": name_of(owner) or gettext("Company"),
        "places": CENTS if asked.measure.is_money else 0,
        "asked": asked,
        "query": asked.within,
        "url": reverse("pipeline:target_history", args=place),
        "cell_url": reverse("pipeline:target_cell", args=[*place, span.slug]) + asked.within if span else "",
        "span": span,
        "spans": spans_of_year(workspace()),
        "changes": changes_of(owner, asked.year, asked.measure, span),
        "zone": workspace().zone,
        "form": form if span is not None and may_set(owner, viewer(request)) else None,
    }
    return render(request, "pipeline/settings/target_history.html", context, status=status)


def _page_url(asked: Asked) -> str:
    return reverse("pipeline:targets") + asked.query()


def _span(part: str) -> Span:
    span = Span.named(part)
    if span is None:
        raise Http404
    return span


def _year(text: str | None, request: HttpRequest) -> int:
    if text and text.isdecimal() and 1900 <= int(text) <= 2200:
        return int(text)
    start = workspace().fiscal_year_start
    return int(Period.containing(today_of(request), "year", start).label(start))


def found_owner(scope: str, pk: int) -> Owner:
    if scope == "company":
        return None
    if scope not in OWNERS:
        raise Http404
    found: Owner = OWNERS[scope].filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
