"""A sheet of targets to fill in and import again: a line for each owner and quarter, with what is set already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Measure, Owner
from keyaccount.apps.pipeline.queries.target_parts import name_of
from keyaccount.apps.pipeline.queries.targets import Span
from keyaccount.apps.pipeline.queries.year_targets import By, Row, every_row
from keyaccount.apps.pipeline.services.targets import may_set
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.formulas.targets import QUARTERS
from keyaccount.kernel.period import Period
from keyaccount.surfaces.exchange.exports.export import Column, Export, attribute


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the file. name: what the import finds the owner by."""

    row: Row
    span: Span
    measure: Measure
    year: int

    @property
    def scope(self) -> str:
        return str(self.row.scope)

    @property
    def name(self) -> str:
        return _found_by(self.row.owner)

    @property
    def period(self) -> str:
        settings = workspace()
        return self.span.period(self.year, settings).label(settings.fiscal_year_start)

    @property
    def amount(self) -> Decimal | None:
        held = self.row.held.get(self.span)
        return held.amount if held else None

    @property
    def note(self) -> str:
        held = self.row.held.get(self.span)
        return held.note if held else ""


def _found_by(owner: Owner) -> str:
    return owner.username if isinstance(owner, User) else name_of(owner)


def _cells(viewer: User, filters: Mapping[str, str], today: date) -> Iterator[Cell]:
    """Of whom the viewer sets targets, in the sheet that is asked for as its page asks."""
    text, measure, by = filters.get("year", ""), filters.get("measure"), filters.get("by")
    this_year = Period.containing(today, "year", workspace().fiscal_year_start).start.year
    asked = int(text) if text.isdecimal() and len(text) == len("2026") else this_year
    chosen = Measure(measure) if measure in Measure.values else Measure.REVENUE
    for row in every_row(viewer, asked, chosen, By(by) if by in By.values else By.PEOPLE):
        if may_set(row.owner, viewer):
            yield from (Cell(row, Span(quarter=quarter), chosen, asked) for quarter in QUARTERS)


TARGET_SHEET = Export(
    "target_sheet",
    _("Sheet of targets"),
    (
        Column("scope", _("For"), attribute("scope")),
        Column("name", _("Name"), attribute("name")),
        Column("period", _("Period"), attribute("period")),
        Column("measure", _("Measure"), attribute("measure")),
        Column("amount", _("Amount"), attribute("amount")),
        Column("note", _("Note"), attribute("note")),
    ),
    _cells,
)
