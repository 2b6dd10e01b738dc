"""The relationship ledger: what is kept of each account for long-term care, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import SpecialDay, Visit
from keyaccount.apps.portfolio.queries.ledger import Contract, Entry, Known, ledger_of, ledger_rows
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.surfaces.api.callers import user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing
from keyaccount.surfaces.api.lists.teams import within
from keyaccount.surfaces.api.resources.accounts import LIST as ACCOUNTS
from keyaccount.surfaces.api.schemas.common import Page
from keyaccount.surfaces.api.schemas.ledger import MOST, LedgerAsked, LedgerDay, LedgerOut, LedgerReach
from keyaccount.surfaces.api.shapes import Part, Shape, show_person, show_related

router = Router(tags=["Relationship ledger"])
AS_ACCOUNTS = (
    "q", "owner", "parent", "industry", "province", "ownership", "level", "lifecycle", "tier", "key_account",
)  # fmt: skip


class LedgerShape(Shape[Account]):
    """Parts read the entry of an account; those of a page are looked up together."""

    def show_all(self, records: Sequence[Account], names: tuple[str, ...], viewer: User) -> list[dict[str, Any]]:
        today = clock.day_of(timezone.now(), workspace().zone)
        entries: Sequence[Any] = ledger_of(records, viewer, today, MOST)
        return [self.show(entry, names, viewer) for entry in entries]


def _people(entry: Entry, viewer: User) -> list[dict[str, Any]]:
    return [_person(known, viewer, entry.tends) for known in entry.people]


def _person(known: Known, viewer: User, tends: bool) -> dict[str, Any]:
    contact = known.contact
    return {
        "id": contact.pk,
        "name": contact.name,
        "title": contact.title,
        "department": contact.department,
        "roles": sorted(role.role for role in contact.roles.all()),
        "owner": show_person(contact.owner),
        "last_visit_on": contact.last_visit_on,
        "reach": _read(contact, LedgerReach) if viewer.sees_group("reach") else None,
        "interests": known.interests if tends else None,
        "special_days": [_day(day) for day in known.days] if tends else None,
    }


def _day(day: SpecialDay) -> dict[str, Any]:
    return _read(day, LedgerDay)


def _read(record: Any, schema: type[Any]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in schema.model_fields}


def _contract(one: Contract) -> dict[str, Any]:
    return {
        "opportunity": {"id": one.opportunity, "name": one.name},
        "signed_on": one.signed_on,
        "amount": one.amount,
        "currency": one.currency,
        "base_amount": one.base,
    }


def _visit(visit: Visit | None) -> dict[str, Any] | None:
    if visit is None:
        return None
    return {
        "made_on": visit.made_on,
        "made_by": show_person(visit.made_by),
        "contact": show_related(visit.contact),
        "purpose": visit.purpose,
        "result": visit.result,
    }


def _of_account(name: str) -> Part:
    return Part(attrgetter(f"account.{name}"))


LEDGER = LedgerShape(
    LedgerOut,
    {
        **{name: _of_account(name) for name in ("id", "name", "level", "next_plan")},
        "owner": Part(lambda entry: show_person(entry.account.owner)),
        "contracts": Part(lambda entry: [_contract(one) for one in entry.contracts]),
        "contract_total": Part(attrgetter("total")),
        "contracts_left_out": Part(attrgetter("brought.unconvertible")),
        "last_visit": Part(lambda entry: _visit(entry.last_visit)),
        "people": Part(_people, for_viewer=True),
    },
)
LIST: Listing[Account] = Listing(
    LEDGER,
    LedgerAsked,
    sorts={
        "id": ID,
        "name": Sort("name"),
        "level": Sort("level", nullable=True),
        "next_plan": Sort("next_plan", nullable=True),
    },
    filters={**{name: ACCOUNTS.filters[name] for name in AS_ACCOUNTS}, "team": within("owner__team")},
)


@router.get("", response=Page[LedgerOut], operation_id="listRelationshipLedger", summary="The relationship ledger")
def list_ledger(request: HttpRequest, asked: Query[LedgerAsked]) -> HttpResponse:
    """Accounts in use, each with its level, plan, contracts, people and the last visit, as they stand today."""
    return LIST.answer(request, asked, ledger_rows(Account.objects.visible_to(user_of(request)).present()))
