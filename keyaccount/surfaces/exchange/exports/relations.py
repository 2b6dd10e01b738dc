"""How we stand with the people of accounts, as lists: the relationship ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.contacts.models import DayKind
from keyaccount.apps.contacts.tables.days import date_words, occasion
from keyaccount.apps.portfolio.queries.ledger import Contract, Entry, Known, ledger_of, ledger_rows
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.bulk import chunked
from keyaccount.surfaces.exchange.exports.export import Cell, Column, Export, attribute

CHUNK = 200
Filters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger: a contract and a person of the same account, which have nothing else to do with one
    another, so that every contract and every person stands on one line and amounts add up."""

    entry: Entry
    contract: Contract | None
    known: Known | None


def _ledger(viewer: User, filters: Filters, today: date) -> Iterator[Line]:
    """The accounts of the list with these filters, by name; each has a line at least."""
    rows = ledger_rows(accounts_listed(viewer, filters, today)).order_by("name", "pk")
    for some in chunked(rows.iterator(chunk_size=CHUNK), CHUNK):
        for entry in ledger_of(some, viewer, today):
            yield from _lines(entry)


def _lines(entry: Entry) -> Iterator[Line]:
    pairs = list(zip_longest(entry.contracts, entry.people)) or [(None, None)]
    return (Line(entry, contract, known) for contract, known in pairs)


def _personal(read: Callable[[Known], Cell]) -> Callable[[Line], Cell]:
    """What only who tends the account reads; for others it says so."""

    def value(line: Line) -> Cell:
        if line.known is None:
            return None
        return read(line.known) if line.entry.tends else gettext("not shown to you")

    return value


def _birthday(known: Known) -> Cell:
    return next((date_words(day) for day in known.days if day.kind == DayKind.BIRTHDAY and not day.whose), None)


def _days(known: Known) -> Cell:
    others = (day for day in known.days if day.kind != DayKind.BIRTHDAY or day.whose)
    return "; ".join(f"{occasion(day)} {date_words(day)}" for day in others) or None


def _roles(line: Line) -> Cell:
    return None if line.known is None else ", ".join(str(role) for role in line.known.contact.roles.all()) or None


def _what(line: Line) -> Cell:
    visit = line.entry.last_visit
    return None if visit is None else visit.result or visit.purpose or None


def _base_currency(line: Line) -> Cell:
    known: Any = line.contract
    return None if known is None or known.base is None else workspace().base_currency


LISTS = (
    Export(
        "ledger",
        _("Relationship ledger"),
        (
            Column("account", _("Account"), attribute("entry.account.name")),
            Column("level", _("Level"), attribute("entry.account.level")),
            Column("tier", _("Tier"), attribute("entry.tier")),
            Column("owner", _("Owner"), attribute("entry.account.owner.username")),
            Column("next_plan", _("Next plan"), attribute("entry.account.next_plan")),
            Column("contract", _("Contract"), attribute("contract.name")),
            Column("signed_on", _("Signed on"), attribute("contract.signed_on")),
            Column("amount", _("Amount"), attribute("contract.amount")),
            Column("currency", _("Currency"), attribute("contract.currency")),
            Column("base_amount", _("Amount in the base currency"), attribute("contract.base")),
            Column("base_currency", _("Base currency"), _base_currency),
            Column("last_contact_on", _("Last contact on"), attribute("entry.last_visit.made_on")),
            Column("last_contact_with", _("Last contact with"), attribute("entry.last_visit.contact.name")),
            Column("last_contact_by", _("Last contact by"), attribute("entry.last_visit.made_by.username")),
            Column("last_contact", _("What came of it"), _what),
            Column("person", _("Person"), attribute("known.contact.name")),
            Column("title", _("Title"), attribute("known.contact.title")),
            Column("department", _("Department"), attribute("known.contact.department")),
            Column("roles", _("Buying roles"), _roles),
            Column("person_owner", _("Relationship owner"), attribute("known.contact.owner.username")),
            Column("person_last_visit", _("Last visit"), attribute("known.contact.last_visit_on")),
            Column("mobile", _("Mobile"), attribute("known.contact.mobile"), group="reach"),
            Column("phone", _("Phone"), attribute("known.contact.phone"), group="reach"),
            Column("email", _("E-mail"), attribute("known.contact.email"), group="reach"),
            Column("wechat", _("WeChat"), attribute("known.contact.wechat"), group="reach"),
            Column("interests", _("Interests"), _personal(lambda known: known.interests or None)),
            Column("birthday", _("Birthday"), _personal(_birthday)),
            Column("special_days", _("Special days"), _personal(_days)),
        ),
        _ledger,
    ),
)
