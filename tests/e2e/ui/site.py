"""A few pages that use every script of keyaccount.ui, and nothing of any domain; no database stands behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.i18n import set_language

from keyaccount.figures import Column, Figure, Formula, Input, Question, Rows, Unit
from keyaccount.ui import explain, htmx
from keyaccount.ui.widgets import AmountInput, Picker

PAGES = Path(__file__).parent / "pages"
TODAY = date(2026, 11, 19)
NAMES = ["Lin Ruoxi", "Wang Siyuan", "Zhao Ming"]
ROWS = [{"opportunity": "Campus", "weighted": Decimal(960000)}, {"opportunity": "RPO", "weighted": Decimal(432000)}]


def a_figure(key: str, title: str, unit: Unit, value: Decimal, as_of: date, *inputs: Figure) -> Figure:
    return Figure(
        key=key,
        title=title,
        meaning="",
        unit=unit,
        value=value,
        currency="CNY",
        question=Question(viewer=None, today=TODAY, as_of=as_of),
        formula=Formula("sum of amount × win rate", "Σ a × r"),
        inputs=tuple(Input("W", one.title, one.value, one.unit, one) for one in inputs),
        rows=Rows(
            columns=(Column("opportunity", "Opportunity"), Column("weighted", "Weighted", Unit.MONEY)),
            fetch=lambda limit: ROWS,
            total=lambda: len(ROWS),
            adds_up="weighted",
            sum_of_rows=Decimal(1392000),
        ),
    )


def figures(as_of: date = TODAY) -> dict[str, Figure]:
    weighted = a_figure("w", "Weighted funnel", Unit.MONEY, Decimal(1392000), as_of)
    return {"w": weighted, "c": a_figure("c", "Coverage", Unit.SHARE, Decimal("0.5148"), as_of, weighted)}


def draw(request: HttpRequest, source: str, status: int = 200, **context: Any) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request), status=status)


def part(name: str) -> str:
    return (PAGES / f"{name}.html").read_text()


def page(source: str) -> str:
    return '{% extends "ui/base.html" %}{% block content %}<h1>Page</h1>' + source + "{% endblock %}"


def home(request: HttpRequest) -> HttpResponse:
    return draw(request, page("{% figure f.c %} {% figure f.w %}"), f=figures())


def drawer(request: HttpRequest, key: str) -> HttpResponse:
    as_of = date.fromisoformat(request.GET.get("as_of", TODAY.isoformat()))
    return draw(request, '{% include "ui/explain.html" %}', **explain.context(figures(as_of)[key]))


def options(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").lower()
    return draw(request, part("options"), names=[name for name in NAMES if asked in name.lower()])


def board(request: HttpRequest) -> HttpResponse:
    return draw(request, page(part("board")), columns=["a", "kept", "asks", "fails"], ids=["1", "2", "3"])


def move(request: HttpRequest, card: str) -> HttpResponse:
    """Column `fails` breaks, column `asks` wants an end mark in the dialog, every other takes the card."""
    column = request.POST["column"]
    if column == "fails":
        return HttpResponse(status=500)
    if column == "asks":
        return htmx.into(draw(request, part("end_mark")), "#dialog")
    return htmx.toast(HttpResponse(status=204), f"{card} v{request.POST['version']} to {column}")


def mark(request: HttpRequest) -> HttpResponse:
    return htmx.trigger(HttpResponse(status=204), **{"ka:saved": {}, "ka:close": {}})


class Deal(forms.Form):
    name = forms.CharField(label="Name")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    owner = forms.CharField(label="Owner", widget=Picker("options", label_of=str))


class Amount(forms.Form):
    amount = forms.DecimalField(label="Amount", widget=AmountInput())


def deal_form(request: HttpRequest) -> HttpResponse:
    form = Deal(request.POST or None, initial={"owner": "Lin Ruoxi"})
    if request.method != "POST":
        return draw(request, page(part("form") + part("table")), form=form)
    return htmx.go(request, "/saved/") if form.is_valid() else draw(request, part("form"), form=form, status=422)


def cell(request: HttpRequest) -> HttpResponse:
    form = Amount(request.POST or None, initial={"amount": "320"})
    if request.method != "POST":
        return draw(request, '{% include "ui/parts/cell_form.html" with url="/cell/" %}', form=form)
    if form.is_valid():
        return draw(request, part("cell"), value=form.cleaned_data["amount"], css="saved")
    return draw(request, part("cell"), form=form, css="editing", status=422)


WATERFALL = {
    "title": "flow",
    "digits": 1,
    "open": {"name": "12 Nov", "value": 300},
    "steps": [{"name": "New", "value": 66.8}, {"name": "Lost", "value": -2}],
    "close": {"name": "19 Nov", "value": 364.8},
}
CHART = '<div data-chart="waterfall" data-src="flow"></div>{{ data|json_script:"flow" }}'


def charts(request: HttpRequest) -> HttpResponse:
    return draw(request, page(CHART), data=WATERFALL)


PROGRESS = '{% include "ui/parts/progress.html" with title="Import" total=3 words="rows" poll_ms=50 %}'


class Work:
    done = 0


def jobs(request: HttpRequest) -> HttpResponse:
    Work.done = 0
    return draw(request, page(PROGRESS), done=0, poll_url="/job/")


def job(request: HttpRequest) -> HttpResponse:
    Work.done += 1
    running = Work.done < 3
    return draw(request, PROGRESS, done=Work.done, poll_url="/job/" if running else "", state="" if running else "done")


urlpatterns = [
    path("", home, name="home"),
    path("figures/<key>", drawer),
    path("options/", options, name="options"),
    path("board/", board),
    path("move/<card>/", move),
    path("mark/", mark),
    path("forms/", deal_form),
    path("saved/", lambda request: draw(request, page("Saved."))),
    path("cell/", cell),
    path("charts/", charts),
    path("jobs/", jobs),
    path("job/", job),
    path("language/", set_language, name="set_language"),
]
