"""Creating and changing accounts and their account team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import LEVELS, Account, AccountMember
from keyaccount.apps.accounts.words import COLUMNS, search_words
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, On, User
from keyaccount.apps.workspace.services import access, archiving, audit, custom_values, editing
from keyaccount.kernel.errors import Invalid, NotFound

WITHOUT_REASON = _("Say in a sentence why the account is strategic.")
FIELDS = (
    "name",
    "short_name",
    "parent",
    "industry",
    "country",
    "province",
    "city",
    "address",
    "ownership",
    "employees",
    "founded",
    "yearly_revenue",
    "website",
    "domain",
    "phone",
    "source",
    "collective",
    "notes",
    "level",
    "lifecycle",
    "loyalty",
    "selling_mode",
    "is_strategic",
    "strategic_reason",
    "next_plan",
    "owner",
    "external_source",
    "external_id",
)


@transaction.atomic
def create_account(*, values: Mapping[str, Any], act: Act) -> Account:
    access.may_create(act)
    own, beside = editing.apart(custom_values.for_new(On.ACCOUNTS, values, act))
    account = Account(
        **{"owner": act.actor, **own},
        created_at=act.now,
        updated_at=act.now,
    )
    access.may_own(act, account.owner)
    _may_stand_below(account.parent, act)
    put_words(account)
    check(account)
    account.save(force_insert=True)
    audit.record(act, account, AuditAction.CREATED, editing.write_beside(account, beside, act))
    return account


@transaction.atomic
def update_account(*, account_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Account:
    """Change the given fields. `version`: the one the writer read; other people's changes to other fields stay."""
    account = access.writable(Account, account_id, act)
    wanted = custom_values.for_change(account, values, act)
    changes = editing.changed_fields(account, wanted, version)
    if not changes:
        return account
    editing.refuse_clashes(account, changes, version)
    if "owner" in changes:
        access.may_own(act, changes["owner"][1])
    if "parent" in changes:
        _may_stand_below(changes["parent"][1], act)
    editing.put(account, changes)
    put_words(account)
    check(account)
    editing.apply(account, changes, act, also=COLUMNS)
    return account


@transaction.atomic
def archive_account(*, account_id: int, act: Act) -> Account:
    account = access.writable(Account, account_id, act)
    archiving.archive(account, act)  # type: ignore[arg-type]
    return account


@transaction.atomic
def restore_account(*, account_id: int, act: Act) -> Account:
    account = access.writable(Account, account_id, act)
    archiving.restore(account, act)  # type: ignore[arg-type]
    return account


@transaction.atomic
def add_member(*, account_id: int, user: User, part: str = "", act: Act) -> AccountMember:
    account = access.writable(Account, account_id, act)
    member, created = AccountMember.objects.get_or_create(account=account, user=user, defaults={"part": part})
    if created:
        audit.record(act, account, AuditAction.CHANGED, {"account_team": (None, str(user))})
    return member


@transaction.atomic
def remove_member(*, account_id: int, user: User, act: Act) -> None:
    account = access.writable(Account, account_id, act)
    removed, _by_model = AccountMember.objects.filter(account=account, user=user).delete()
    if removed:
        audit.record(act, account, AuditAction.CHANGED, {"account_team": (str(user), None)})


def check(account: Account) -> None:
    """Raise Invalid with what to do per field; the parents must form no circle."""
    if account.level is not None and account.level not in LEVELS:
        raise Invalid(fields={"level": str(_("The relationship level is a number from 1 to 10."))})
    if account.is_strategic and not account.strategic_reason.strip():
        raise Invalid(fields={"strategic_reason": str(WITHOUT_REASON)})
    try:
        account.full_clean(exclude=["created_at", "updated_at", *COLUMNS], validate_constraints=True)
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    if account.pk and _above(account):
        raise Invalid(fields={"parent": str(_("This company is already below the account; choose another parent."))})


def _above(account: Account) -> bool:
    """Whether the account stands among its own parents."""
    parent, seen = account.parent, set()
    while parent is not None and parent.pk not in seen:
        if parent.pk == account.pk:
            return True
        seen.add(parent.pk)
        parent = parent.parent
    return False


def _may_stand_below(parent: Account | None, act: Act) -> None:
    """Only a company that the actor sees can be chosen, so that nobody reads a name by choosing its id."""
    if parent is not None and not Account.objects.visible_to(act.actor).filter(pk=parent.pk).exists():
        raise NotFound


def put_words(account: Account) -> None:
    """Set the columns that the account is found by."""
    for column, words in search_words(vars(account)).items():
        setattr(account, column, words)
