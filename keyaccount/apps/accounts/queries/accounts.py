"""One account and what stands around it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.searching import best_matches
from keyaccount.apps.workspace.visibility import Reason, owner_reasons, tends_accounts
from keyaccount.kernel.errors import NotAllowed, NotFound


def account_seen(user: User, account_id: int) -> Account:
    """The account, or the one that it was merged into."""
    rows = Account.objects.visible_to(user).select_related("owner__team", "parent")
    account: Account | None = rows.filter(pk=account_id).first()
    if account is not None and account.merged_into_id is not None:
        account = rows.filter(pk=account.merged_into_id).first()
    if account is None:
        raise NotFound
    return account


def account_to_write(user: User, account_id: int) -> Account:
    """NotAllowed for someone who may only see it."""
    account = account_seen(user, account_id)
    if not may_write(user, account):
        raise NotAllowed
    return account


def may_write(user: User, account: Account) -> bool:
    return Account.objects.writable_by(user).filter(pk=account.pk).exists()


def team_of(account: Account) -> QuerySet[AccountMember]:
    return account.members.select_related("user").order_by("user__name")


def subsidiaries_of(account: Account, user: User) -> QuerySet[Account]:
    rows = Account.objects.visible_to(user).present()
    return rows.filter(parent=account).select_related("owner").order_by("name")


def subsidiaries_hidden(account: Account, user: User) -> int:
    """How many more there are that the user does not see."""
    if user.people_in_reach is None:
        return 0
    everyone = Account.objects.present().filter(parent=account).order_by().count()
    return everyone - subsidiaries_of(account, user).order_by().count()


def parent_seen(account: Account, user: User) -> Account | None:
    """The parent, if the user may see it."""
    if account.parent_id is None:
        return None
    return Account.objects.visible_to(user).filter(pk=account.parent_id).first()


def with_parents_seen(accounts: QuerySet[Account], user: User) -> QuerySet[Account]:
    """The same rows with `parent_is_seen`: whether the user may see the parent."""
    return accounts.annotate(parent_is_seen=Exists(Account.objects.visible_to(user).filter(pk=OuterRef("parent"))))


def parents_seen(accounts: list[Account], user: User) -> list[Account]:
    """The same accounts, each with its parent as `parent_seen` where the user may see that one."""
    ids = {account.parent_id for account in accounts if account.parent_id is not None}
    seen = Account.objects.visible_to(user).in_bulk(ids) if ids else {}
    for account in accounts:
        account.parent_seen = seen.get(account.parent_id)  # type: ignore[attr-defined]
    return accounts


def reasons_to_see(user: User, account: Account) -> list[Reason]:
    """Every answer to "why can I see this?"."""
    reasons = owner_reasons(user, account.owner)
    if tends_accounts(user) and account.members.filter(user=user).exists():
        reasons.append(Reason("account_team", _("You are on its account team.")))
    if account.owner is None:
        reasons.append(Reason("nobody", _("Nobody owns it, so everyone sees it.")))
    return reasons


def accounts_called(user: User, query: str, limit: int) -> list[Account]:
    """For choices and the command bar: the best matches; without a query the ones changed last."""
    rows = Account.objects.visible_to(user).present()
    if not query.strip():
        return list(rows.filter(owner=user).order_by("-updated_at")[:limit])
    return best_matches(rows, query, limit)
