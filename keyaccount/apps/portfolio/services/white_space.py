"""Judging a cell of the white space, and making the opportunity that fills it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.pipeline.models import Opportunity, Product
from keyaccount.apps.pipeline.services.opportunities import Line, create_opportunity, set_lines, update_opportunity
from keyaccount.apps.portfolio.models import Judgement, SpaceEntry, WhiteSpaceRule
from keyaccount.apps.portfolio.queries.white_space import CellSeen, Place, cells_of, units_by_account
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Currency
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.figures import Question
from keyaccount.formulas.white_space import Cell
from keyaccount.kernel.errors import Fact, Invalid, NotFound

FIELDS = ("state", "rival", "amount", "currency", "source", "on")


class CellNotEmpty(Fact):
    message = gettext_lazy("“%(product)s” is not empty there any more: %(state)s.")


@transaction.atomic
def judge_cell(*, place: Place, values: Mapping[str, Any], act: Act) -> SpaceEntry:
    """A new entry beside the old ones. An amount belongs to an empty cell, a rival to one that a competitor holds."""
    account = access.writable(Account, place.account, act)
    unit, product = _parts_of(place)
    today = clock.day_of(act.now, load_workspace().zone)
    given = {"currency": load_workspace().base_currency, "on": today}
    given |= {name: values[name] for name in FIELDS if values.get(name) is not None}
    entry = SpaceEntry(account=account, unit=unit, product=product, author=act.actor, created_at=act.now, **given)
    if entry.state != Judgement.EMPTY:
        entry.amount = None
    if entry.state != Judgement.RIVAL:
        entry.rival = None
    revising.check(entry)
    if entry.on > today:
        raise Invalid(fields={"on": _("An estimate says what is so by now; give a day up to today.")})
    if not Currency.objects.filter(code=entry.currency, is_active=True).exists():
        raise Invalid(fields={"currency": _("This currency is not in use here.")})
    entry.save(force_insert=True)
    audit.record(act, entry, AuditAction.CREATED, {name: (None, getattr(entry, name)) for name in _told(entry)})
    return entry


def _told(entry: SpaceEntry) -> list[str]:
    """Who the rival is, is for the account team; the trail is read by others too."""
    return [name for name in FIELDS if name != "rival" and getattr(entry, name) not in (None, "")]


@transaction.atomic
def fill_cell(*, place: Place, act: Act) -> Opportunity:
    """The opportunity of an empty cell, with its account, unit, product and estimated amount."""
    if not Account.objects.visible_to(act.actor).filter(pk=place.account).exists():
        raise NotFound
    account = Account.objects.select_for_update().get(pk=place.account)  # two clicks make one deal
    unit, product = _parts_of(place)
    cell = cell_at(place, account, act)
    if cell.state is not Cell.EMPTY:
        raise CellNotEmpty(product=product.name, state=words_of(cell.state))
    price, currency = _price_of(cell, product)
    values = {
        "name": f"{product.name} · {unit}" if unit else product.name,
        "account": account,
        "unit": unit,
        "amount": price,
        "currency": currency,
        "source": _("White space"),
    }
    deal = create_opportunity(values=values, act=act)
    set_lines(opportunity_id=deal.pk, lines=[Line(product, Decimal(1), price or Decimal(0))], act=act)
    if price is None:  # the line has to say something; the deal need not
        update_opportunity(opportunity_id=deal.pk, values={"amount": None}, act=act)
    return deal


def _price_of(cell: CellSeen, product: Product) -> tuple[Decimal | None, str]:
    """The estimate, else the list price."""
    if cell.entry is not None and cell.amount is not None:
        return cell.amount, cell.entry.currency
    return product.list_price, product.currency


def cell_at(place: Place, account: Account, act: Act) -> CellSeen:
    workspace = load_workspace()
    today = clock.day_of(act.now, workspace.zone)
    question = Question(act.actor, today, today)
    found = cells_of([account], units_by_account([account]), question, workspace).get(place)
    return found or CellSeen(place, Cell.EMPTY)


def words_of(state: Cell) -> str:
    words = {
        Cell.IN_USE: _("in use"),
        Cell.OPEN: _("an open opportunity"),
        Cell.RIVAL: _("a competitor holds it"),
        Cell.EMPTY: _("fits, empty"),
        Cell.UNFIT: _("does not fit"),
    }
    return words[state]


@transaction.atomic
def set_rule(*, in_use_months: int, act: Act) -> WhiteSpaceRule:
    access.administrator(act)
    rule = WhiteSpaceRule.objects.select_for_update().first() or WhiteSpaceRule()
    before, rule.in_use_months = rule.in_use_months, in_use_months
    revising.check(rule)
    rule.save()
    if before != in_use_months:
        audit.record(act, rule, AuditAction.CHANGED, {"in_use_months": (before, in_use_months)})
    return rule


def _parts_of(place: Place) -> tuple[BusinessUnit | None, Product]:
    product = Product.objects.present().filter(pk=place.product).first()
    rows = BusinessUnit.objects.present().filter(pk=place.unit, account=place.account)
    unit = rows.first() if place.unit else None
    if product is None or (place.unit and unit is None):
        raise NotFound
    return unit, product
