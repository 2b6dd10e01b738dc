"""The white space of accounts: business units × products, each cell as it stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.accounts.queries.scope import accounts_in
from keyaccount.apps.pipeline.models import Product, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.states import states
from keyaccount.apps.portfolio.models import Judgement, SpaceEntry, WhiteSpaceRule
from keyaccount.apps.portfolio.models.white_space import SpaceEntryQuerySet
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.figures import COMPANY, Question, memo
from keyaccount.formulas.white_space import Cell, cell_state, in_use_since

CENT = Decimal("0.01")


class Place(NamedTuple):
    """A cell: `unit` is 0 for the account as a whole."""

    account: int
    unit: int
    product: int


@dataclass(frozen=True, slots=True)
class CellSeen:
    """deals: the open opportunities there that the viewer sees; entry: what was said last, if anything was."""

    place: Place
    state: Cell
    entry: SpaceEntry | None = None
    deals: Sequence[int] = ()

    @property
    def amount(self) -> Decimal | None:
        """What an empty cell is estimated at; of any other nothing is asked."""
        return self.entry.amount if self.state is Cell.EMPTY and self.entry is not None else None


@memo.once
def rule() -> WhiteSpaceRule:
    return WhiteSpaceRule.objects.first() or WhiteSpaceRule()


@memo.once
def products_offered() -> tuple[Product, ...]:
    return tuple(Product.objects.present().order_by("series", "name"))


def units_by_account(accounts: Sequence[Account]) -> Mapping[int, list[BusinessUnit]]:
    found: dict[int, list[BusinessUnit]] = defaultdict(list)
    for unit in BusinessUnit.objects.present().filter(account__in=[account.pk for account in accounts]):
        found[unit.account_id].append(unit)
    return found


def cells_of(
    accounts: Sequence[Account], units: Mapping[int, list[BusinessUnit]], question: Question, workspace: Workspace
) -> dict[Place, CellSeen]:
    """Every cell of these accounts: of their units, and of the account as a whole where it has none or is named."""
    ids = [account.pk for account in accounts]
    said = {_place_of(entry): entry for entry in entries_of(ids, question)}
    sold, offered = _dealt(ids, question, workspace)
    spoken = {place.account for place in (*said, *sold, *offered) if place.unit == 0}
    found: dict[Place, CellSeen] = {}
    for account in accounts:
        rows = [unit.pk for unit in units.get(account.pk, ())]
        for unit in rows if rows and account.pk not in spoken else [*rows, 0]:
            for product in products_offered():
                place = Place(account.pk, unit, product.pk)
                found[place] = _cell(place, said.get(place), place in sold, offered.get(place, []))
    return found


def _cell(place: Place, entry: SpaceEntry | None, in_use: bool, deals: list[int]) -> CellSeen:
    judged = Cell(entry.state) if entry is not None else None
    return CellSeen(place, cell_state(in_use=in_use, has_open=bool(deals), said=judged), entry, deals)


def entries_of(accounts: Sequence[int], question: Question) -> SpaceEntryQuerySet:
    rows = SpaceEntry.objects.filter(account__in=accounts).as_of(question.as_of)
    return rows.select_related("author", "rival")


def _dealt(
    accounts: Sequence[int], question: Question, workspace: Workspace
) -> tuple[set[Place], dict[Place, list[int]]]:
    """Cells in which something was won and is still in use, and those with open deals."""
    rows = _dealing(question, workspace).filter(account__in=accounts, opportunity__lines__isnull=False)
    columns = ("account_id", "opportunity__unit_id", "opportunity__lines__product_id", "status", "opportunity_id")
    sold: set[Place] = set()
    offered: dict[Place, list[int]] = defaultdict(list)
    for account, unit, product, status, deal in rows.order_by("opportunity_id").values_list(*columns).distinct():
        place = Place(account, unit or 0, product)
        if status == StateStatus.WON:
            sold.add(place)
        else:
            offered[place].append(deal)
    return sold, offered


def _dealing(question: Question, workspace: Workspace) -> StateQuerySet:
    """The deals that fill cells on the day: those the viewer sees, whoever owns them."""
    everywhere = replace(question, scope=COMPANY, period=None, filters=MappingProxyType({}))
    since = in_use_since(question.as_of, rule().in_use_months)
    in_use = Q(status=StateStatus.WON, closed_on__gte=since)
    return states(everywhere, workspace).filter(in_use | Q(status=StateStatus.OPEN))


def empty_entries(question: Question, workspace: Workspace) -> SpaceEntryQuerySet:
    """The entries that give an amount to a cell which is empty, in all accounts that the question is about."""
    accounts = accounts_in(question, workspace).order_by().values("pk")
    rows = SpaceEntry.objects.filter(account__in=accounts).as_of(question.as_of)
    rows = rows.filter(state=Judgement.EMPTY, amount__isnull=False, product__archived_at=None)
    filled = _dealing(question, workspace).annotate(
        unit_place=Coalesce("opportunity__unit_id", Value(0), output_field=BigIntegerField())
    )
    filled = filled.filter(
        account=OuterRef("account"), opportunity__lines__product=OuterRef("product"), unit_place=OuterRef("place")
    )
    return rows.filter(~Exists(filled.order_by()), Q(unit=None) | Q(unit__archived_at=None))


@dataclass(frozen=True, slots=True)
class Worth:
    """What the empty cells are worth in the base currency; `adrift`: cells whose currency has no rate on the day."""

    amount: Decimal | None
    cells: int
    adrift: int


def worth_of(rows: SpaceEntryQuerySet, question: Question, workspace: Workspace) -> Worth:
    """Converted cell by cell, so that the rows add up to it to the cent."""
    rates = rates_at(question.as_of, workspace.base_currency)
    total, cells, adrift = Decimal(0), 0, 0
    for currency, amount, count in rows.order_by().values_list("currency", "amount").annotate(n=Count("pk")):
        base = in_base(amount, rates.get(currency))
        if base is None:
            adrift += count
        else:
            total, cells = total + base * count, cells + count
    return Worth(total if cells else None, cells, adrift)


def in_base(amount: Decimal | None, rate: Decimal | None) -> Decimal | None:
    return None if amount is None or rate is None else (amount * rate).quantize(CENT)


def _place_of(entry: SpaceEntry) -> Place:
    return Place(entry.account_id, entry.unit_id or 0, entry.product_id)
