"""The columns of the list of accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import ACCOUNT
from keyaccount.apps.accounts.tables import numbers, standing
from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.workspace.models import On, User, Workspace
from keyaccount.apps.workspace.queries.paging import Order
from keyaccount.apps.workspace.tables import custom_fields
from keyaccount.apps.workspace.tables.listing import Column, arrange
from keyaccount.figures import Figure, Question, Unit
from keyaccount.ui.formatting import Scale, scale_for
from keyaccount.ui.templatetags.ka import avatar, figure
from keyaccount.ui.writing import language

NOTHING = SafeString('<span class="t3">–</span>')


@dataclass(frozen=True, slots=True)
class Total:
    key: str
    figure: Figure | None
    shown: bool


def columns_of(accounts: Sequence[Account], question: Question, workspace: Workspace) -> list[Column[Account]]:
    """The columns, with what is known of these accounts in them."""
    return [
        *record_columns(question.viewer, accounts),
        *standing.filled(accounts, question),
        *(_numbers(column, accounts, question, workspace) for column in numbers.columns()),
    ]


def record_columns(viewer: User, accounts: Sequence[Account] = ()) -> list[Column[Account]]:
    """Those of the record itself, custom fields with the values of these accounts."""
    return [*_own_columns(), tags.column(ACCOUNT, accounts), *custom_fields.columns(On.ACCOUNTS, accounts, viewer)]


def _own_columns() -> list[Column[Account]]:
    return [
        Column("name", _("Account"), _name, Order("name", filled=True)),
        Column("industry", _("Industry"), lambda account: account.industry, Order("industry", filled=True)),
        Column("province", _("Region"), _region, Order("province", filled=True)),
        Column("owner", _("Owner"), _owner, Order("owner__name")),
        Column("parent", _("Parent company"), _parent, shown=False),
        Column("ownership", _("Ownership"), lambda account: account.get_ownership_display(), shown=False),
        Column("employees", _("Employees"), _employees, Order("employees"), number=True, shown=False),
        Column("source", _("Source"), lambda account: account.source, Order("source", filled=True), shown=False),
    ]


def _numbers(
    column: numbers.NumberColumn, accounts: Sequence[Account], question: Question, workspace: Workspace
) -> Column[Account]:
    found = numbers.figures_of(column, accounts, question, workspace)
    scale = scale_of(column, found, workspace)
    return Column(
        column.key,
        column.title,
        _figure_cell(found, scale),
        number=True,
        shown=column.shown,
        unit=scale.word if scale else "",
    )


def totals_of(question: Question, chosen: Sequence[str]) -> list[Total]:
    """The foot: a cell for every column in the order of the heads, the figure of the whole list under each number."""
    found = {column.key: column for column in numbers.columns()}
    columns = [*record_columns(question.viewer), *standing.blank(), *(_blank(column) for column in found.values())]
    return [
        Total(column.key, _total(found.get(column.key), question), shown) for column, shown in arrange(columns, chosen)
    ]


def _blank(column: numbers.NumberColumn) -> Column[Account]:
    return Column(column.key, column.title, lambda account: "", number=True, shown=column.shown)


def _total(column: numbers.NumberColumn | None, question: Question) -> Figure | None:
    return numbers.total_of(column, question) if column is not None else None


def scale_of(column: numbers.NumberColumn, found: Mapping[int, Figure], workspace: Workspace) -> Scale | None:
    """One unit for the whole column of money; nothing for counts."""
    if column.unit is not Unit.MONEY:
        return None
    return scale_for((fig.value for fig in found.values()), workspace.base_currency, language())  # type: ignore[misc]


def _figure_cell(found: Mapping[int, Figure], scale: Scale | None) -> Callable[[Account], Any]:
    def cell(account: Account) -> Any:
        fig = found[account.pk]
        if fig.value is None:
            return NOTHING
        return figure(fig, "bare", scale=scale, label=f"{account} {fig.title}")

    return cell


def _name(account: Account) -> Any:
    url = reverse("accounts:account", args=[account.pk])
    return format_html('<a class="b" href="{}" title="{}">{}</a>', url, account.name, account)


def _region(account: Account) -> str:
    return " ".join(filter(None, [account.province, account.city if account.city != account.province else ""]))


def _owner(account: Account) -> Any:
    if account.owner is None:
        return format_html('<span class="t3">{}</span>', _("nobody"))
    return format_html('<span class="row-x nw">{}{}</span>', avatar(account.owner), account.owner)


def _parent(account: Account) -> Any:
    """Named only if the reader may see it (the query attaches it then)."""
    parent = getattr(account, "parent_seen", None)
    if parent is None:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("accounts:account", args=[parent.pk]), parent)


def _employees(account: Account) -> str:
    return "" if account.employees is None else f"{account.employees:,}"
