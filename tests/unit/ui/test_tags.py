"""What the template tags draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from keyaccount.figures import Figure, Formula, Question, Unit

D = Decimal
TODAY = date(2026, 11, 19)


def draw(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


def a_figure(unit: Unit, value: Any, currency: str | None = None) -> Figure:
    return Figure(
        key="pipeline.weighted",
        title="Weighted amount",
        meaning="",
        unit=unit,
        value=value,
        currency=currency,
        question=Question(viewer=None, today=TODAY, as_of=TODAY),
        formula=Formula(words="", symbols=""),
    )


WEIGHTED = a_figure(Unit.MONEY, D("3648000"), "CNY")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_figure_is_a_button_that_explains_itself() -> None:
    html = draw("{% figure f %}", f=WEIGHTED)
    assert html.startswith('<button type="button" class="ka-n"')
    assert 'data-explain-url="/figures/pipeline.weighted?scope=company&amp;as_of=2026-11-19"' in html
    assert 'aria-haspopup="dialog"' in html
    assert 'title="¥3,648,000.00"' in html
    assert 'aria-label="Weighted amount ¥3.65M"' in html
    assert html.endswith(">¥3.65M</button>")


def test_a_figure_follows_the_language() -> None:
    with translation.override("zh-hans"):
        assert ">¥364.8万<" in draw("{% figure f %}", f=WEIGHTED)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ('{% figure_text f "full" %}', "¥3,648,000.00"),
        ('{% figure_text f "bare" %}', "3,648,000.00"),
        ('{% figure_text f "bare" 0 %}', "3,648,000"),
        ('{% figure_text f "signed" 1 %}', "+3,648,000.0"),
        ('{% money_scale values "CNY" as s %}{{ s.word }} {% figure_text f "bare" scale=s %}', "¥K 3,648"),
    ],
)
def test_ways_to_write_money(tag: str, text: str) -> None:
    assert draw(tag, f=WEIGHTED, values=[D("3648000")]) == text


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.SHARE, D("0.5148"), "51.48%"),
        (Unit.COUNT, 8800, "8,800"),
        (Unit.DAYS, D("97.5"), "97.5 days"),
        (Unit.DAYS, 1, "1 day"),
        (Unit.TABLE, [{}, {}], "2 rows"),
        (Unit.SHARE, None, "–"),
        (Unit.MONEY, None, "–"),
    ],
)
def test_every_unit_is_written_its_own_way(unit: Unit, value: Any, text: str) -> None:
    assert draw("{% figure_text f %}", f=a_figure(unit, value, "CNY")) == text


def test_a_figure_without_a_value_still_explains_itself() -> None:
    assert "data-explain-url" in draw("{% figure f %}", f=a_figure(Unit.SHARE, None))


def test_names_cannot_break_out() -> None:
    wicked = replace(WEIGHTED, title='"><script>x</script>')
    html = draw("{% figure f %}{{ name|avatar }}{% sign 'h-bad' name %}", f=wicked, name='"><i>')
    assert "<script>" not in html
    assert "<i>" not in html


def test_filters() -> None:
    context = {"amount": D("1424"), "rate": D("0.05"), "n": 1200, "d": date(2026, 11, 24), "today": TODAY}
    source = (
        '{{ amount|money:"CNY" }} {{ amount|compact_money:"CNY" }} {{ amount|amount }} {{ amount|amount:0 }}'
        " {{ rate|share }} {{ rate|rate }} {{ amount|signed }} {{ n|count }} {{ n|capped }} {{ 7|capped }}"
        " {{ d|day:today }} {{ 9|days }} {{ missing|default_if_none:None|days }}"
    )
    text = draw(source, missing=None, **context)
    assert text == "¥1,424.00 ¥1.42K 1,424.00 1,424 5.00% 5% +1,424.0 1,200 1,000+ 7 24 Nov 9 days –"


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (date(2026, 11, 19), "Today"),
        (date(2026, 11, 18), "1 day late"),
        (date(2026, 11, 13), "6 days late"),
        (date(2026, 11, 24), "24 Nov"),
    ],
)
def test_late(due: date, text: str) -> None:
    assert draw("{{ due|late:today }}", due=due, today=TODAY) == text


def test_bars_have_widths_and_no_styles() -> None:
    html = draw("{% bar 0.2 second=0.7 label='Weighted' %}{% bar over %}{% bar none %}", over=D("1.4"), none=None)
    assert html.count("<svg") == 3
    assert 'class="l" width="70.00%"' in html
    assert 'class="f" width="20.00%"' in html
    assert 'width="100.00%"' in html
    assert 'width="0.00%"' in html
    assert "style" not in html
    assert 'role="img" aria-label="Weighted"' in html


def test_a_sparkline_ends_at_its_last_value() -> None:
    html = draw("{% sparkline values 'eight weeks' %}", values=[D(1), None, D(2), D(3)])
    assert '<circle cx="81.0" cy="3.0" r="2.5"/>' in html
    assert "M3.0 25.0L42.0 14.0L81.0 3.0" in html
    assert 'aria-label="eight weeks"' in html
    assert draw("{% sparkline values %}", values=[D(1)]) == ""
    assert "14" not in draw("{% sparkline values %}", values=[])
    assert "25.0L" in draw("{% sparkline values %}", values=[5, 5, 5])  # a level line does not divide by nothing


class Deal(forms.Form):
    name = forms.CharField(label="Name", help_text="As the customer calls it.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Sure", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_a_form_ties_every_field_to_its_label_help_and_error() -> None:
    html = draw('{% include "ui/parts/form.html" %}', form=Deal({"name": ""}))
    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "optional" in html
    assert "<legend>Kind</legend>" in html
    assert "<span>Sure</span></label>" in html
    assert 'type="hidden" name="version"' in html


def test_a_cell_form_keeps_its_own_classes() -> None:
    form = Deal()
    form.fields["name"].widget.attrs["class"] = "num"
    html = draw("{% control field 'ka-input sm' %}", field=form["name"])
    assert 'class="num ka-input sm"' in html


def test_moment_is_told_in_the_workspace_s_zone() -> None:
    at = datetime(2026, 11, 18, 17, 5, tzinfo=UTC)
    assert draw("{{ at|moment:zone }}", at=at, zone=ZoneInfo("Asia/Shanghai")) == "19 Nov 2026 01:05"
    assert draw("{{ at|moment:zone }}", at=None, zone=ZoneInfo("Asia/Shanghai")) == "–"


def test_an_address_breaks_at_its_joints_and_stays_escaped() -> None:
    assert draw("{{ a|breakable }}", a="mei.lin@lanshi.example") == "mei<wbr>.lin@<wbr>lanshi<wbr>.example"
    assert draw("{{ a|breakable }}", a='<b>"@x') == "&lt;b&gt;&quot;@<wbr>x"
