"""One run of an import: who acts, as of when, and everything looked up on the way, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import CloseReason, Product
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Currency
from keyaccount.apps.workspace.queries.rates import DatedRates
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.searching import fold
from keyaccount.apps.workspace.services.loading import Load, Mode
from keyaccount.surfaces.exchange.engine.directory import SHELVES, Directory
from keyaccount.surfaces.exchange.engine.notes import Notes
from keyaccount.surfaces.exchange.engine.options import ImportOptions
from keyaccount.surfaces.exchange.engine.stages import StageBook
from keyaccount.surfaces.exchange.entities.field import Related
from keyaccount.surfaces.exchange.presets.preset import Preset

T = TypeVar("T")
Learnt = list[tuple[int, Mapping[str, Any]]]  # records that were made or changed, with what they are known by


class Run:
    """seen: what each entity's rows are known by → the row that came first; touched: records already named by a row;
    notes: things the report must say, counted."""

    def __init__(self, *, preset: Preset, options: ImportOptions, act: Act, write: bool) -> None:
        workspace = load_workspace()
        self.preset = preset
        self.options = options
        self.act = act
        self.load = Load(act, mode=Mode(options.mode), write=write)
        self.zone: ZoneInfo = workspace.zone
        self.base = workspace.base_currency
        self.today: date = clock.day_of(act.now, self.zone)
        self.as_of: date = options.as_of or self.today
        self.since: datetime = act.now if self.as_of >= self.today else clock.start_of(self.as_of, self.zone)
        self.source = preset.source
        self.currencies = frozenset(Currency.objects.values_list("code", flat=True))
        self.stages = StageBook(preset)
        self.also_created: Counter[str] = Counter()
        self.notes = Notes()
        self.seen: dict[str, dict[tuple[Any, ...], tuple[str, int]]] = {}
        self.touched: dict[str, dict[int, tuple[str, int]]] = {}
        self._directories: dict[Related, Directory] = {}
        self._kept: dict[str, Any] = {}

    @property
    def currency(self) -> str:
        """Of amounts that name none."""
        return self.options.currency or self.preset.currency or self.base

    @property
    def owner(self) -> int | None:
        """Who owns deals that name nobody; they cannot be without."""
        return None if self.act.actor.is_system else self.act.actor.pk

    @property
    def keeper(self) -> int | None:
        """Who owns accounts and contacts that name nobody: nobody, or the importing person where they are asked to, or
        could not write them otherwise."""
        actor = self.act.actor
        mine = self.options.owner == "me" or (self.options.owner == "" and actor.people_in_charge is not None)
        return actor.pk if mine and not actor.is_system else None

    def once(self, key: str, make: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    # ── Relations ──

    def directory(self, related: Related) -> Directory:
        if related not in self._directories:
            visible = {
                Related.ACCOUNT: Account.objects.visible_to,
                Related.CONTACT: Contact.objects.visible_to,
            }.get(related)
            everything = self.act.actor.people_in_reach is None
            rows = None if visible is None or everything else visible(self.act.actor)
            self._directories[related] = Directory(SHELVES[related], self.source, rows)
        return self._directories[related]

    def learn(self, related: Related, rows: Learnt) -> None:
        """Later rows may mean what these made, whoever sees it. While nobody has asked, what is written will be read
        with the others, if everything is visible; a dry run writes nothing and has to remember."""
        waits = self.load.write and self.act.actor.people_in_reach is None
        directory = self._directories.get(related) if waits else self.directory(related)
        if directory is not None:
            for pk, values in rows:
                directory.add(pk, values)
        if related == Related.PRODUCT:
            self._prices().update({pk: values["list_price"] for pk, values in rows if values.get("list_price")})

    def names_of(self, cells: Mapping[str, Any]) -> dict[str, str]:
        """What the related records of a row are called, for naming a deal that has no name."""
        found = {"external_id": str(cells.get("external_id") or "")}
        for key, related in (("account", Related.ACCOUNT), ("product", Related.PRODUCT)):
            if cells.get(key) is not None:
                found[key] = self.directory(related).names.get(cells[key], "")
        return found

    def price_of(self, product: int | None) -> Decimal | None:
        return None if product is None else self._prices().get(product)

    def _prices(self) -> dict[int, Decimal | None]:
        return self.once("prices", lambda: dict(Product.objects.values_list("pk", "list_price")))

    # ── Words and money ──

    def reason(self, outcome: str, text: str) -> int | None:
        return self.once("reasons", _reasons).get((outcome, fold(text)))

    def in_base(self, amount: Decimal) -> Decimal | None:
        """An amount that is kept without a currency, in the base currency; None where there is no rate for it."""
        if self.currency == self.base:
            return amount
        rate = self.once("rates", lambda: DatedRates(self.base)).at(self.currency, self.as_of)
        if rate is None:
            self.notes.counts["no_rate"] += 1
            return None
        return (amount * rate).quantize(Decimal("0.01"))


def _reasons() -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for reason in CloseReason.objects.filter(archived_at=None):
        for name in filter(None, (reason.name, reason.name_zh)):
            found[reason.outcome, fold(name)] = reason.pk
    return found
