"""The forecast as lists: by person and by month as on its page, and the roll-up with every number that was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.forecast.models import Override, Spoken
from keyaccount.apps.forecast.queries.asking import Asked, read
from keyaccount.apps.forecast.queries.categories import moment_of
from keyaccount.apps.forecast.queries.rollup import OfPerson, rollups
from keyaccount.apps.forecast.queries.submissions import submissions_at
from keyaccount.apps.forecast.tables.lines import MonthLine, month_lines
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.exchange.exports.export import Cell, Column, Export, attribute

Filters = Mapping[str, str]
PLACES = 4


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the forecast page."""

    asked: Asked
    one: OfPerson

    @property
    def coverage(self) -> Decimal | None:
        return _rounded(self.one.totals.coverage(self.one.target))

    @property
    def gap(self) -> Decimal | None:
        return self.one.totals.gap(self.one.target)


@dataclass(frozen=True, slots=True)
class MonthRow:
    asked: Asked
    one: MonthLine

    @property
    def coverage(self) -> Decimal | None:
        value = self.one.coverage.value
        return _rounded(value) if isinstance(value, Decimal) else None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category of one person: three numbers side by side, and the one that counts."""

    asked: Asked
    one: OfPerson
    category: Spoken
    submitted_on: date | None

    @property
    def computed(self) -> Decimal | None:
        return self.one.counted(self.one.computed, self.category)

    @property
    def own(self) -> Override | None:
        return self.one.numbers.get((False, self.category))

    @property
    def manager(self) -> Override | None:
        return self.one.numbers.get((True, self.category))

    @property
    def counts(self) -> Decimal | None:
        return self.one.counted(self.one.judged, self.category)


def _people(viewer: User, filters: Filters, today: date) -> Iterator[PersonRow]:
    asked = read(filters, viewer=viewer, today=today)
    return (PersonRow(asked, one) for one in rollups(asked.question, asked.workspace))


def _months(viewer: User, filters: Filters, today: date) -> Iterator[MonthRow]:
    asked = read(filters, viewer=viewer, today=today)
    return (MonthRow(asked, one) for one in month_lines(asked))


def _categories(viewer: User, filters: Filters, today: date) -> Iterator[CategoryRow]:
    asked = read(filters, viewer=viewer, today=today)
    promised = submissions_at(asked.period, moment_of(asked.question, asked.workspace), viewer)
    zone = asked.workspace.zone
    submitted = {who: clock.day_of(last.at, zone) for who, last in promised.items()}
    lines = rollups(asked.question, asked.workspace)
    return (CategoryRow(asked, one, each, submitted.get(one.person.pk)) for one in lines for each in Spoken)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, PLACES)


def _category(row: CategoryRow) -> Cell:
    return str(row.category.label)


PERSON = (
    Column("person", _("Person"), attribute("one.person.username")),
    Column("name", _("Name"), attribute("one.person.display_name")),
    Column("team", _("Team"), attribute("one.person.team.name")),
)
PERIOD = (
    Column("period_start", _("From"), attribute("asked.period.start")),
    Column("period_end", _("To"), attribute("asked.period.end")),
    Column("as_of", _("As of"), attribute("asked.question.as_of")),
)
CURRENCY = Column("currency", _("Currency"), attribute("asked.workspace.base_currency"))

LISTS = (
    Export(
        "forecast",
        _("Forecast by person"),
        (
            *PERSON,
            *PERIOD,
            Column("target", _("Target"), attribute("one.target")),
            Column("closed", _("Closed"), attribute("one.totals.closed.value")),
            Column("weighted", _("Weighted"), attribute("one.totals.weighted.value")),
            Column("coverage", _("Coverage"), attribute("coverage")),
            Column("gap", _("Missing"), attribute("gap")),
            Column("commit", pgettext_lazy("forecast category", "Commit"), attribute("one.judged.commit")),
            Column("best_case", pgettext_lazy("forecast category", "Best case"), attribute("one.judged.best_case")),
            Column("computed_commit", _("Commit as computed"), attribute("one.computed.commit")),
            Column("computed_best_case", _("Best case as computed"), attribute("one.computed.best_case")),
            CURRENCY,
        ),
        _people,
    ),
    Export(
        "forecast_months",
        _("Forecast by month"),
        (
            Column("month", _("Month"), attribute("one.month")),
            Column("as_of", _("As of"), attribute("asked.question.as_of")),
            Column("target", _("Target"), attribute("one.target.value")),
            Column("closed", _("Closed"), attribute("one.closed.value")),
            Column("weighted", _("Weighted"), attribute("one.weighted.value")),
            Column("coverage", _("Coverage"), attribute("coverage")),
            Column("gap", _("Missing"), attribute("one.gap.value")),
            CURRENCY,
        ),
        _months,
    ),
    Export(
        "forecast_rollup",
        _("Roll-up"),
        (
            *PERSON,
            *PERIOD,
            Column("category", _("Category"), _category),
            Column("computed", _("Deals say"), attribute("computed")),
            Column("own", _("Own number"), attribute("own.amount")),
            Column("own_note", _("Note to it"), attribute("own.note")),
            Column("manager", _("Manager's number"), attribute("manager.amount")),
            Column("manager_name", _("Manager"), attribute("manager.author.username")),
            Column("manager_note", _("The manager's note"), attribute("manager.note")),
            Column("counts", pgettext_lazy("of a number", "Counts"), attribute("counts")),
            Column("submitted_on", _("Submitted"), attribute("submitted_on")),
            CURRENCY,
        ),
        _categories,
    ),
)
