"""The pool of accounts that nobody tends: listed, claimed, assigned, returned to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import PoolEntry
from keyaccount.apps.portfolio.queries.pool import IN, accounts_in_pool
from keyaccount.apps.portfolio.services import pool
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, words
from keyaccount.surfaces.api.records import changed
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.resources.accounts import ACCOUNT
from keyaccount.surfaces.api.schemas.accounts import AccountOut
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.pool import AssignIn, PooledAsked, PooledOut, ReturnIn
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Pool"])
of_account = Router(tags=["Pool"])


def _of_entry(read: Any, empty: Any = None) -> Part:
    """What the act says by which the account came into the pool."""

    def part(account: Account) -> Any:
        entry = _came_by(account)
        return empty if entry is None else read(entry)

    return Part(part, fetches=("pool_entries__person",))


def _came_by(account: Any) -> PoolEntry | None:
    return next((entry for entry in account.pool_entries.all() if entry.act in IN), None)


POOLED: Shape[Account] = Shape(
    PooledOut,
    {
        "since": _of_entry(lambda entry: entry.at),
        "why": _of_entry(lambda entry: entry.reason, ""),
        "last_owner": _of_entry(lambda entry: shapes.show_person(entry.person)),
    },
)
LIST: Listing[Account] = Listing(
    POOLED,
    PooledAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("name", "industry", "province")}},
    filters={"q": words("search"), "industry": equal("industry"), "province": equal("province")},
)


@router.get("", response=Page[PooledOut], operation_id="listPool", summary="List the accounts nobody tends")
def list_pool(request: HttpRequest, asked: Query[PooledAsked]) -> HttpResponse:
    return LIST.answer(request, asked, accounts_in_pool(user_of(request)))


@router.post("/{account_id}/claim", response=AccountOut, operation_id="claimAccount", summary="Claim an account")
def claim_account(request: HttpRequest, account_id: RecordId) -> HttpResponse:
    """Of several who ask at once one gets it; the others are answered `someone_was_quicker`."""
    return changed(request, ACCOUNT, pool.claim_account(account_id=account_id, act=act_of(request)))


@router.post("/{account_id}/assign", response=AccountOut, operation_id="assignAccount", summary="Assign an account")
def assign_account(request: HttpRequest, account_id: RecordId, item: AssignIn) -> HttpResponse:
    """By whoever leads people, to one of them."""
    to = Finder(user_of(request)).one(references.USER, item.to, "to")
    return changed(request, ACCOUNT, pool.assign_account(account_id=account_id, to=to, act=act_of(request)))


@of_account.post(
    "/{account_id}/return", response=AccountOut, operation_id="returnAccount", summary="Return an account to the pool"
)
def return_account(request: HttpRequest, account_id: RecordId, item: ReturnIn) -> HttpResponse:
    """Its owner gives it up, with why."""
    account = pool.return_account(account_id=account_id, reason=item.reason, act=act_of(request))
    return changed(request, ACCOUNT, account)
