"""The columns of the pool: who they are, how they came there, and the button that takes one up."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import PoolEntry
from keyaccount.apps.portfolio.services.pool import may_assign
from keyaccount.apps.workspace.models import User, Workspace
from keyaccount.apps.workspace.queries.paging import Order
from keyaccount.apps.workspace.tables.listing import Column
from keyaccount.ui.templatetags.ka import avatar, moment

NOTHING = SafeString('<span class="t3">–</span>')


def columns_for(user: User, entries: Mapping[int, PoolEntry], workspace: Workspace) -> list[Column[Account]]:
    return [
        Column("name", _("Account"), _name, Order("name", filled=True)),
        Column("industry", _("Industry"), lambda account: account.industry, Order("industry", filled=True)),
        Column("province", _("Region"), lambda account: account.province, Order("province", filled=True)),
        Column("since", _("In the pool since"), lambda account: _since(entries.get(account.pk), workspace)),
        Column("why", _("Why"), lambda account: _why(entries.get(account.pk))),
        Column("last", _("Last owner"), lambda account: _last(entries.get(account.pk))),
        Column("acts", "", lambda account: _acts(account, user)),
    ]


def _name(account: Account) -> SafeString:
    url = reverse("accounts:account", args=[account.pk])
    return format_html('{}&ensp;<a class="b" href="{}">{}</a>', avatar(account.name), url, account.name)


def _since(entry: PoolEntry | None, workspace: Workspace) -> SafeString | str:
    return moment(entry.at, workspace.zone) if entry else NOTHING


def _why(entry: PoolEntry | None) -> SafeString | str:
    if entry is None:
        return format_html('<span class="t3">{}</span>', gettext("never had an owner"))
    return entry.reason or str(entry.get_act_display())


def _last(entry: PoolEntry | None) -> SafeString | str:
    return str(entry.person) if entry and entry.person else NOTHING


def _acts(account: Account, user: User) -> SafeString | str:
    if not user.role.may_create:
        return ""
    assign = _button("portfolio:assign", account, gettext("Assign"), "get", "#dialog") if may_assign(user) else ""
    claim = _button("portfolio:claim", account, gettext("Claim"), "post", "#pool")
    return format_html('<span class="row-x end">{}{}</span>', assign, claim)


def _button(name: str, account: Account, word: str, verb: str, target: str) -> SafeString:
    return format_html(
        '<button type="button" class="ka-btn sm" hx-{}="{}" hx-target="{}" hx-swap="{}" aria-label="{}">{}</button>',
        verb,
        reverse(name, args=[account.pk]),
        target,
        "outerHTML" if target == "#pool" else "innerHTML",
        f"{word}: {account.name}",
        word,
    )
