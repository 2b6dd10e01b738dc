"""The table of deals: its heads, its rows as markup, and the totals of the whole filter at its foot.

Rows are written as the cards of the board are: a row depends on nothing but its arguments, so that one that has not
changed is not written again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from keyaccount.apps.collaboration.queries.tags import tags_of
from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.asking import ARCHIVED, LOST, OPEN, WON, Asked
from keyaccount.apps.pipeline.queries.deals import Deal, capped_count, custom_values_of, order_from, page_of_deals
from keyaccount.apps.pipeline.queries.narrowing import OPPORTUNITY
from keyaccount.apps.pipeline.queries.stages import stages_by_id
from keyaccount.apps.pipeline.tables.columns import FOR_CLOSED, FOR_OPEN, Line, column_of, columns_now
from keyaccount.apps.workspace.models import On, User, Workspace
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.queries.custom_values import Reading
from keyaccount.apps.workspace.queries.paging import cursor_from
from keyaccount.figures import Figure, compute
from keyaccount.figures.figure import Text
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale


class Beside(NamedTuple):
    """custom: (column, text); tags: as they are drawn."""

    custom: tuple[tuple[str, str], ...] = ()
    tags: SafeString = SafeString("")


TOTALS = {OPEN: {"amount": "pipeline.amount", "weighted": "pipeline.weighted"}}
TOTALS |= {WON: {"amount": "pipeline.won"}, LOST: {"amount": "pipeline.lost"}}


@dataclass(frozen=True, slots=True)
class Head:
    key: str
    title: Text
    css: str
    unit: str
    link: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Choosable:
    key: str
    title: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class Foot:
    """totals: a figure or nothing per column; count: how many deals, where that is a figure."""

    totals: Sequence[Figure | None]
    scale: Scale
    count: Figure | None


@dataclass(frozen=True, slots=True)
class Table:
    heads: Sequence[Head]
    rows: SafeString
    count: int
    foot: Foot
    unit: str
    known: Figure | None
    capped: int | None
    next_link: str
    previous_link: str
    choosable: Sequence[Choosable]
    may_edit: bool


def table_of(asked: Asked, *, after: str = "", before: str = "", kept_columns: str = "") -> Table:
    """kept_columns: the reader's last choice, for an address that names none."""
    shown = columns_shown(asked, asked.given.get("columns", "") or kept_columns)
    sort, order = order_from(asked.given.get("sort", ""), asked)
    page = page_of_deals(asked, order, cursor_from(after, before))
    scale = scale_of(page.rows, asked.workspace)
    writable = writable_among(page.rows, asked)
    known = known_count(asked)
    return Table(
        heads=[_head(key, asked, scale, sort) for key in shown],
        rows=rows(page.rows, shown, scale, asked, writable),
        count=len(page.rows),
        foot=Foot(totals(asked, shown), scale, known),
        unit=unit_of(scale),
        known=known,
        capped=None if known else capped_count(asked),
        next_link=f"{asked.link()}&after={page.after}" if page.after else "",
        previous_link=f"{asked.link()}&before={page.before}" if page.before else "",
        choosable=[*_choosable(asked, shown)],
        may_edit=bool(writable),
    )


# ── Columns ──
def columns_shown(asked: Asked, chosen: str) -> tuple[str, ...]:
    usual = FOR_OPEN if asked.status in {OPEN, ARCHIVED} else FOR_CLOSED
    known = columns_now()
    keys = [key for key in chosen.split(",") if key in known] or list(usual)
    return tuple(dict.fromkeys(key for key in keys if known[key].past or asked.is_live))


def _choosable(asked: Asked, shown: tuple[str, ...]) -> list[Choosable]:
    """Those shown in their order, then the rest."""
    known = columns_now()
    rest = [key for key, column in known.items() if key not in shown and (column.past or asked.is_live)]
    return [Choosable(key, known[key].title, key in shown) for key in (*shown, *rest)]


def _head(key: str, asked: Asked, scale: Scale, sort: str) -> Head:
    column = columns_now()[key]
    turned = asked.given.get("sort", "").startswith("-")
    link = asked.link(sort=f"-{key}" if key == sort and not turned else key) if column.sort else ""
    way = ""
    if key == sort:
        _key, order = order_from(asked.given.get("sort", ""), asked)
        way = "descending" if order.down else "ascending"
    css = "num" if "num" in column.css else ""
    return Head(key, column.title, css, scale.word if column.money else "", link, way)


def foot(asked: Asked, shown: Sequence[str], unit: str) -> Foot:
    """The foot alone, in the unit that its table is written in."""
    return Foot(totals(asked, shown), scale_from(unit), known_count(asked))


def known_count(asked: Asked) -> Figure | None:
    return compute("pipeline.count", asked.question) if asked.status == OPEN else None


def totals(asked: Asked, shown: Sequence[str]) -> list[Figure | None]:
    """Per column the figure of the whole filter; none where rows do not add up (lost beside won)."""
    keys = TOTALS.get(asked.status, {})
    return [compute(keys[key], asked.question) if key in keys else None for key in shown]


# ── Rows ──
def rows(
    deals: Sequence[Deal], shown: tuple[str, ...], scale: Scale, asked: Asked, writable: frozenset[int]
) -> SafeString:
    beside = beside_of([deal.id for deal in deals], shown, asked.question.viewer)
    lines = ((deal.id, line_of(deal, scale, asked.workspace, asked.question.today, beside[deal.id])) for deal in deals)
    archived = asked.status == ARCHIVED  # can be chosen to be restored, not edited
    written = (row(line, shown, writable=pk in writable and not archived, box=pk in writable) for pk, line in lines)
    return mark_safe("".join(written))  # noqa: S308 (each is format_html)


@lru_cache(maxsize=4096)
def row(line: Line, shown: tuple[str, ...], *, writable: bool, saved: str = "", box: bool | None = None) -> SafeString:
    """One <tr>, with a box and cells to edit only where the reader may write. saved: the cell that was changed; box:
    where it is not as the cells are."""
    has_box = writable if box is None else box
    first = format_html(BOX, pk=line.deal.id, name=line.deal.name) if has_box else SafeString("<td></td>")
    written = (cell(line, key, writable=writable, css="saved" if key == saved else "") for key in shown)
    cells = format_html_join("", "{}", ((each,) for each in written))
    return format_html('<tr id="deal-{}">{}{}</tr>', line.deal.id, first, cells)


BOX = '<td><input type="checkbox" name="ids" value="{pk}" form="chosen" aria-label="{name}"></td>'
EDITED = '<td class="{css}" tabindex="0" data-edit-url="/opportunities/{pk}/cell/{key}?unit={unit}"{more}>{text}</td>'


def cell(line: Line, key: str, *, writable: bool, more: str = "", css: str = "") -> SafeString:
    column = column_of(key)
    classes = f"{column.css} {css}".strip()
    if not (writable and column.edit and line.deal.status == OPEN):
        return format_html('<td class="{}">{}</td>', classes, column.text(line))
    text, unit = column.text(line), unit_of(line.scale)
    return format_html(EDITED, css=classes, pk=line.deal.id, key=key, unit=unit, more=more, text=text)


def scale_of(deals: Sequence[Deal], workspace: Workspace) -> Scale:
    base = workspace.base_currency
    amounts = [deal.amount for deal in deals if deal.currency == base]
    return formatting.scale_for(amounts, base, get_language() or "en")


def unit_of(scale: Scale) -> str:
    return f"{scale.divisor}.{scale.places}"


def scale_from(unit: str) -> Scale:
    """The scale that a cell's address names, so that what comes back is written as what stood there."""
    divisor, _dot, places = unit.partition(".")
    if not (divisor.isdecimal() and int(divisor) and places.isdecimal()):
        return Scale(Decimal(1), 2, "")
    return Scale(Decimal(divisor), min(int(places), 2), "")


def custom_texts(pks: Sequence[int], shown: Sequence[str], viewer: User) -> dict[int, tuple[tuple[str, str], ...]]:
    """What stands in the columns of custom fields that are shown."""
    fields = [field for field in fields_on(On.OPPORTUNITIES) if field.column in shown]
    if not fields:
        return {}
    reading = Reading(On.OPPORTUNITIES, custom_values_of(pks), viewer, fields)
    return {pk: tuple((field.column, reading.text(field, pk)) for field in fields) for pk in pks}


def beside_of(pks: Sequence[int], shown: Sequence[str], viewer: User) -> dict[int, Beside]:
    """What these deals hold beside their own columns, as far as it is shown."""
    custom = custom_texts(pks, shown, viewer)
    tagged = tags_of(OPPORTUNITY, pks) if tags.COLUMN in shown else {}
    return {pk: Beside(custom.get(pk, ()), tags.chips(tagged.get(pk, ()))) for pk in pks}


def line_of(deal: Deal, scale: Scale, workspace: Workspace, today: date, beside: Beside) -> Line:
    stage = stages_by_id()[deal.stage_id]
    counted = stage.win_rate if deal.own_win_rate is None else deal.own_win_rate
    return Line(deal, stage.label, counted, scale, workspace.base_currency, today, get_language() or "en", *beside)


def writable_among(deals: Sequence[Deal], asked: Asked) -> frozenset[int]:
    """Ids of the deals the reader may change; none of a past day."""
    user: User = asked.question.viewer
    if not asked.is_live or not user.role.may_create:
        return frozenset()
    ids = [deal.id for deal in deals]
    if user.people_in_charge is None:
        return frozenset(ids)
    return frozenset(Opportunity.objects.writable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
