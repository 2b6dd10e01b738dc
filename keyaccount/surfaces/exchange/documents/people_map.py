"""The people map as one slide: every card a shape, every line a connector that stays joined when a shape is moved."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from keyaccount.apps.contacts.tables.people_map import Card, LineDrawn, size_of
from keyaccount.formulas.map_layout import CARD
from keyaccount.surfaces.exchange.documents.map_slide import MapSlide

WIDE, HIGH = Inches(13.333), Inches(7.5)
EDGE, HEAD = Inches(0.4), Inches(0.9)
PIXEL = 9525  # EMU at 96 dots an inch
TOP, LEFT, BOTTOM, RIGHT = range(4)  # where a connector can be joined to a rectangle
PAPER, INK, GREY, HAIR, GOOD, PALE, WARN, BAD = map(
    RGBColor.from_string, ("FFFFFF", "1B1C1F", "67686E", "CBCAC3", "17744A", "87B29B", "8A5A00", "B42B26")
)
EDGES = {
    "champion": (GOOD, None),
    "supporter": (PALE, None),
    "doubter": (WARN, MSO_LINE.DASH),
    "obstructionist": (BAD, None),
    "unknown": (GREY, MSO_LINE.ROUND_DOT),
}
WIDTHS = {1: Pt(1), 2: Pt(1.75), 3: Pt(3)}
DASHES = {"informal": MSO_LINE.DASH, "conflict": MSO_LINE.ROUND_DOT}


def written(slide: MapSlide) -> bytes:
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    _heading(shapes, slide)
    scale = _scale(slide.cards)
    drawn = {card.person.pk: _card(shapes, card, scale) for card in slide.cards}
    for card in slide.cards:
        if card.superior in drawn:
            _report(shapes, drawn[card.superior], drawn[card.person.pk], card)
    for line in slide.lines:
        _influence(shapes, drawn[line.source.pk], drawn[line.target.pk], line)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _scale(cards: Sequence[Card]) -> float:
    """EMU a pixel, so that the whole map stands on the slide."""
    width, height = size_of(cards)
    return min(PIXEL, (WIDE - 2 * EDGE) / width, (HIGH - HEAD - EDGE) / height)


def _heading(shapes: Any, slide: MapSlide) -> None:
    frame = shapes.add_textbox(EDGE, Inches(0.25), WIDE - 2 * EDGE, Inches(0.6)).text_frame
    _write(frame.paragraphs[0], slide.title, Pt(20), INK, bold=True)
    _write(frame.add_paragraph(), slide.subtitle, Pt(11), GREY)


def _card(shapes: Any, card: Card, scale: float) -> Any:
    left, top = EDGE + round(card.spot.x * scale), HEAD + round(card.spot.y * scale)
    shape = shapes.add_shape(
        MSO_SHAPE.ROUNDED_RECTANGLE, Emu(left), Emu(top), Emu(round(CARD[0] * scale)), Emu(round(CARD[1] * scale))
    )
    shape.adjustments[0] = 0.07
    shape.shadow.inherit = False
    shape.fill.solid()
    shape.fill.fore_color.rgb = PAPER
    shape.line.color.rgb, dash = EDGES[card.sign]
    shape.line.width = Pt(1.25)
    if dash is not None:
        shape.line.dash_style = dash
    _words(shape.text_frame, card, scale / PIXEL)
    return shape


def _words(frame: Any, card: Card, size: float) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Pt(4)
    frame.margin_top = frame.margin_bottom = Pt(2)
    _write(frame.paragraphs[0], card.person.name, Pt(max(6, round(10 * size))), INK, bold=True)
    small = Pt(max(5, round(8 * size)))
    _write(frame.add_paragraph(), card.person.title, small, GREY)
    doubt = f" ({card.certainty})" if card.is_doubtful else ""
    _write(frame.add_paragraph(), f"{card.commitment}{doubt}", small, EDGES[card.sign][0])
    _write(frame.add_paragraph(), " · ".join(badge.text for badge in card.badges), small, INK)


def _write(paragraph: Any, text: str, size: Any, colour: RGBColor, *, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.color.rgb = size, bold, colour


def _report(shapes: Any, boss: Any, person: Any, card: Card) -> None:
    line = shapes.add_connector(MSO_CONNECTOR.ELBOW, 0, 0, 0, 0)
    line.begin_connect(boss, LEFT if card.spot.stacked else BOTTOM)
    line.end_connect(person, LEFT if card.spot.stacked else TOP)
    line.line.color.rgb, line.line.width = HAIR, Pt(0.75)


def _influence(shapes: Any, source: Any, target: Any, drawn: LineDrawn) -> None:
    line = shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 0, 0)
    begin, end = _sides(source, target)
    line.begin_connect(source, begin)
    line.end_connect(target, end)
    line.name = f"{drawn.source.name} → {drawn.target.name}: {drawn.kind}, {drawn.strength}"
    line.line.color.rgb, line.line.width = (BAD if drawn.against else GREY), WIDTHS[drawn.link.strength]
    if drawn.link.kind in DASHES:
        line.line.dash_style = DASHES[drawn.link.kind]
    head = line.line._get_or_add_ln().makeelement(qn("a:tailEnd"), {"type": "triangle"})
    line.line._get_or_add_ln().append(head)


def _sides(source: Any, target: Any) -> tuple[int, int]:
    """The sides that face each other."""
    if target.top + target.height <= source.top:
        return TOP, BOTTOM
    if source.top + source.height <= target.top:
        return BOTTOM, TOP
    return (RIGHT, LEFT) if target.left > source.left else (LEFT, RIGHT)
