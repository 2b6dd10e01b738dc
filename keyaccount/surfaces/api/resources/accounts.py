"""Accounts and their account teams."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.accounts.queries.accounts import parent_seen, with_parents_seen
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.collaboration.queries.tags import tagged_with
from keyaccount.apps.portfolio.services import tiers
from keyaccount.apps.workspace.models import On, User
from keyaccount.surfaces.api import custom, references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.custom import takes_custom_filters
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import RECORDS, Listing, equal, external_id, ids
from keyaccount.surfaces.api.records import changed, found, given, made, shown
from keyaccount.surfaces.api.schemas.accounts import (
    AccountChange,
    AccountIn,
    AccountOut,
    AccountsAsked,
    MemberIn,
    TierIn,
)
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Accounts"])


def _parent(account: Any, viewer: User) -> dict[str, Any] | None:
    """Only where the caller sees the parent too; lists know it from their query."""
    known: bool | None = getattr(account, "parent_is_seen", None)
    is_seen = parent_seen(account, viewer) is not None if known is None else known
    return shapes.show_related(account.parent) if is_seen else None


ACCOUNT: Shape[Account] = Shape(
    AccountOut,
    {
        "tags": shapes.tags(),
        "parent": Part(_parent, ("parent",), for_viewer=True),
        "owner": shapes.person("owner"),
        "merged_into": Part(attrgetter("merged_into_id")),
        "tier": Part(lambda account: _standing(account, "tier", ""), ("standing",)),
        "tier_score": Part(lambda account: _standing(account, "score", None), ("standing",)),
        "is_key_account": Part(lambda account: _standing(account, "is_key", False), ("standing",)),
        "members": Part(
            lambda account: [
                {"user": shapes.show_person(member.user), "part": member.part} for member in account.members.all()
            ],
            fetches=("members__user",),
        ),
    },
    lean="members",
    on=On.ACCOUNTS,
)
LIST: Listing[Account] = Listing(
    ACCOUNT,
    AccountsAsked,
    sorts={
        "id": ID,
        "name": Sort("name"),
        "created_at": Sort("created_at"),
        "updated_at": Sort("updated_at"),
        "industry": Sort("industry"),
        "employees": Sort("employees", nullable=True),
    },
    filters={
        **RECORDS,
        "tag": lambda value, viewer: tagged_with("accounts.account", value),
        "external_id": external_id(Account),
        "owner": ids("owner"),
        "parent": ids("parent"),
        "member": lambda value, viewer: equal("pk__in")(
            AccountMember.objects.filter(ids("user")(value, viewer)).values("account"), viewer
        ),
        "industry": equal("industry"),
        "province": equal("province"),
        "ownership": equal("ownership"),
        "domain": equal("domain"),
        "level": equal("level"),
        "lifecycle": equal("lifecycle"),
        "tier": equal("standing__tier"),
        "key_account": lambda value, viewer: Q(standing__is_key=True) if value else ~Q(standing__is_key=True),
    },
)
RELATIONS = {"parent": references.ACCOUNT, "owner": references.USER}


@router.get("", response=Page[AccountOut], operation_id="listAccounts", summary="List accounts")
@takes_custom_filters
def list_accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> HttpResponse:
    viewer = user_of(request)
    return LIST.answer(request, asked, with_parents_seen(Account.objects.visible_to(viewer), viewer))


@router.post("", response={201: AccountOut}, operation_id="createAccount", summary="Add an account")
def create_account(request: HttpRequest, item: AccountIn) -> HttpResponse:
    return made(request, ACCOUNT, accounts.create_account(values=_values(request, item), act=act_of(request)))


@router.get("/{account_id}", response=AccountOut, operation_id="getAccount", summary="One account")
def get_account(request: HttpRequest, account_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, ACCOUNT, Account.objects.visible_to(user_of(request)), account_id, fields)


@router.patch("/{account_id}", response=AccountOut, operation_id="changeAccount", summary="Change an account")
@takes_version
def change_account(request: HttpRequest, account_id: RecordId, item: AccountChange) -> HttpResponse:
    account = accounts.update_account(
        account_id=account_id, values=_values(request, item), act=act_of(request), version=read_version(request)
    )
    return changed(request, ACCOUNT, account)


@router.delete("/{account_id}", response={204: None}, operation_id="archiveAccount", summary="Archive an account")
def archive_account(request: HttpRequest, account_id: RecordId) -> HttpResponse:
    accounts.archive_account(account_id=account_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post(
    "/{account_id}/restore", response=AccountOut, operation_id="restoreAccount", summary="Take an account back into use"
)
def restore_account(request: HttpRequest, account_id: RecordId) -> HttpResponse:
    return changed(request, ACCOUNT, accounts.restore_account(account_id=account_id, act=act_of(request)))


@router.put(
    "/{account_id}/members/{user_id}",
    response=AccountOut,
    operation_id="addAccountMember",
    summary="Let someone tend an account too",
)
def add_member(request: HttpRequest, account_id: RecordId, user_id: RecordId, item: MemberIn) -> HttpResponse:
    member = found(User.objects.people(), user_id)
    accounts.add_member(account_id=account_id, user=member, part=item.part, act=act_of(request))
    return changed(request, ACCOUNT, Account.objects.get(pk=account_id))


@router.delete(
    "/{account_id}/members/{user_id}",
    response={204: None},
    operation_id="removeAccountMember",
    summary="Take someone off an account team",
)
def remove_member(request: HttpRequest, account_id: RecordId, user_id: RecordId) -> HttpResponse:
    member = found(User.objects.people(), user_id)
    accounts.remove_member(account_id=account_id, user=member, act=act_of(request))
    return HttpResponse(status=204)


@router.put(
    "/{account_id}/tier",
    response=AccountOut,
    operation_id="setAccountTier",
    summary="Set the tier of an account by hand",
)
def set_tier(request: HttpRequest, account_id: RecordId, item: TierIn) -> HttpResponse:
    tiers.set_tier(account_id=account_id, act=act_of(request), **item.model_dump())
    return changed(request, ACCOUNT, Account.objects.get(pk=account_id))


@router.delete(
    "/{account_id}/tier",
    response={204: None},
    operation_id="endAccountTier",
    summary="Let the computed tier hold again",
)
def end_tier(request: HttpRequest, account_id: RecordId) -> HttpResponse:
    tiers.end_override(account_id=account_id, act=act_of(request))
    return HttpResponse(status=204)


def _standing(account: Account, name: str, otherwise: Any) -> Any:
    """What the last review kept; an account that is newer has none."""
    kept = getattr(account, "standing", None)
    return otherwise if kept is None else getattr(kept, name)


def _values(request: HttpRequest, item: AccountChange) -> dict[str, Any]:
    finder = references.Finder(user_of(request))
    return custom.expanded(finder.values(given(item, ACCOUNT, request), RELATIONS), On.ACCOUNTS, finder)
