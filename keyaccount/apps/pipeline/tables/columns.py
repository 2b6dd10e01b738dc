"""The columns of the table of deals: what each is called, how its cells are written, what can be changed in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import SellingMode
from keyaccount.apps.pipeline.models import Status
from keyaccount.apps.pipeline.queries.deals import Deal
from keyaccount.apps.pipeline.tables.cards import due_text
from keyaccount.apps.workspace.models import CustomField, FieldKind, On
from keyaccount.apps.workspace.models.base import in_language
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.queries.custom_narrowing import order_of
from keyaccount.figures.figure import Text
from keyaccount.formulas.funnel import weighted_amount
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale


class Line(NamedTuple):
    """A deal with what its row needs beside it. rate: the win rate that counts; scale: the unit of money; custom: what
    stands in the columns of custom fields, as text; tags: as they are drawn."""

    deal: Deal
    stage: str
    rate: Decimal
    scale: Scale
    base: str
    today: date
    language: str
    custom: tuple[tuple[str, str], ...] = ()
    tags: SafeString = SafeString("")

    @property
    def weighted(self) -> Decimal | None:
        amount = self.deal.amount
        return None if amount is None else weighted_amount(amount, self.rate)


@dataclass(frozen=True, slots=True)
class Column:
    """css: of its cells; money: whether its unit stands in the head; edit: the field that is changed in place."""

    title: Text
    text: Callable[[Line], str]
    css: str = ""
    sort: bool = False
    money: bool = False
    edit: bool = False
    past: bool = True


def account(line: Line) -> str:
    deal = line.deal
    if deal.account_id is None:
        return formatting.NOTHING
    return format_html('<a class="b" href="/accounts/{}/">{}</a>', deal.account_id, deal.account)


def name(line: Line) -> str:
    return format_html('<a href="/opportunities/{}/" title="{}">{}</a>', line.deal.id, line.deal.name, line.deal.name)


def money(value: Decimal | None, line: Line) -> str:
    """In the column's unit; another currency than the workspace's says so."""
    if value is None or line.deal.currency == line.base:
        return line.scale.write(value)
    return formatting.compact_money(value, line.deal.currency, line.language)


def day(value: date | None, line: Line) -> str:
    return formatting.day(value, line.language, line.today)


def days(line: Line) -> str:
    since = line.deal.stage_since
    return formatting.NOTHING if since is None else formatting.number((line.today - since).days)


def next_step_on(line: Line) -> str:
    text, css = due_text(line.deal.next_step_on, line.today, line.language)
    return format_html('<span class="{}">{}</span>', css, text) if css else text or formatting.NOTHING


def owner(line: Line) -> str:
    written = in_language(line.deal.owner_latin or line.deal.owner_name, line.deal.owner_name)
    return format_html('<span class="ka-av" title="{}">{}</span>', written, formatting.initials(written))


def status(line: Line) -> str:
    return str(dict(Status.choices).get(line.deal.status, gettext("Archived")))


def mode(line: Line) -> str:
    return str(dict(SellingMode.choices).get(line.deal.selling_mode, "")) or formatting.NOTHING


def updated(line: Line) -> str:
    moment = line.deal.updated_at
    return formatting.NOTHING if moment is None else day(moment.date(), line)


COLUMNS: dict[str, Column] = {
    "account": Column(_("Account"), account, "w", sort=True),
    "name": Column(_("Deal"), name, "wide", sort=True),
    "stage": Column(_("Stage"), lambda line: line.stage, "w", sort=True, edit=True),
    "status": Column(_("Status"), status, "w"),
    "amount": Column(_("Amount"), lambda line: money(line.deal.amount, line), "num", sort=True, money=True, edit=True),
    "win_rate": Column(_("Win rate"), lambda line: formatting.rate(line.rate), "num t2"),
    "weighted": Column(_("Weighted"), lambda line: money(line.weighted, line), "num b", sort=True, money=True),
    "expected_close": Column(_("Closes"), lambda line: day(line.deal.expected_close, line), "w", sort=True, edit=True),
    "closed_on": Column(_("Closed"), lambda line: day(line.deal.closed_on, line), "w", sort=True),
    "days": Column(pgettext_lazy("in a stage", "Days"), days, "num", sort=True, past=False),
    "next_step": Column(
        _("Next step"), lambda line: line.deal.next_step or formatting.NOTHING, "wide", edit=True, past=False
    ),
    "next_step_on": Column(_("By"), next_step_on, "w", sort=True, edit=True, past=False),
    "owner": Column(_("Owner"), owner, sort=True),
    "team": Column(_("Team"), lambda line: line.deal.team or formatting.NOTHING, "w"),
    "source": Column(_("Source"), lambda line: line.deal.source or formatting.NOTHING, "w"),
    "rivals": Column(_("Rivals"), lambda line: line.deal.rivals or formatting.NOTHING, "w"),
    "selling_mode": Column(_("Way of selling"), mode, "w"),
    "opened_on": Column(_("First contact"), lambda line: day(line.deal.opened_on, line), "w", sort=True),
    "updated": Column(_("Changed"), updated, "w", sort=True, past=False),
    "tags": Column(_("Tags"), lambda line: line.tags or formatting.NOTHING, "w", past=False),
}


def columns_now() -> dict[str, Column]:
    """With those of custom fields, which are known for the present only."""
    return {**COLUMNS, **{field.column: _custom(field) for field in fields_on(On.OPPORTUNITIES)}}


def column_of(key: str) -> Column:
    """The column for writing a cell: what a custom field holds is on the line already."""
    return COLUMNS.get(key) or Column(key, lambda line: dict(line.custom).get(key, ""), "w")


def _custom(field: CustomField) -> Column:
    number = field.kind in {FieldKind.NUMBER, FieldKind.MONEY}
    return replace(
        column_of(field.column),
        title=field.label,
        css="num" if number else "w",
        sort=order_of(field) is not None,
        past=False,
    )


FOR_OPEN = (
    "account",
    "name",
    "stage",
    "amount",
    "win_rate",
    "weighted",
    "expected_close",
    "days",
    "next_step",
    "next_step_on",
    "owner",
)
FOR_CLOSED = ("account", "name", "status", "amount", "closed_on", "stage", "opened_on", "owner")
