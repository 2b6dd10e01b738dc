"""Accounts as an import finds them again, with what they are thought to buy a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import with_parents_seen
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.exchange.exports.export import CHUNK, Cell, Column, Export, attribute, label, yes_or_no


def _accounts(viewer: User, filters: Mapping[str, str], today: date) -> Iterator[Account]:
    latest = Prefetch("estimates", AccountEstimate.objects.latest(today), to_attr="latest_estimates")
    rows = with_parents_seen(accounts_listed(viewer, filters, today), viewer)
    rows = rows.select_related("parent", "owner").prefetch_related(latest)
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def _parent(account: Any) -> Cell:
    """Nobody reads the name of a company that they do not see."""
    return str(account.parent.name) if account.parent_is_seen else None


def _purchasing(name: str) -> Callable[[Account], Cell]:
    """Of the estimate that holds on the day of the export."""
    value = label(name) if name == "confidence" else attribute(name)

    def found(account: Account) -> Cell:
        latest: list[AccountEstimate] = account.latest_estimates  # type: ignore[attr-defined]
        return value(latest[0]) if latest else None

    return found


ACCOUNTS = Export(
    "accounts",
    _("Accounts"),
    (
        Column("external_id", _("External id"), attribute("external_id")),
        Column("external_source", _("Source system"), attribute("external_source")),
        Column("name", _("Name"), attribute("name")),
        Column("short_name", _("Short name"), attribute("short_name")),
        Column("parent", _("Parent company"), _parent),
        Column("industry", _("Industry"), attribute("industry")),
        Column("country", _("Country"), attribute("country")),
        Column("province", _("Province"), attribute("province")),
        Column("city", _("City"), attribute("city")),
        Column("address", _("Address"), attribute("address")),
        Column("ownership", _("Ownership"), label("ownership")),
        Column("employees", _("Employees"), attribute("employees")),
        Column("founded", _("Founded in"), attribute("founded")),
        Column("yearly_revenue", _("Their yearly revenue"), attribute("yearly_revenue")),
        Column("website", _("Website"), attribute("website")),
        Column("domain", _("E-mail domain"), attribute("domain")),
        Column("phone", _("Phone"), attribute("phone")),
        Column("source", _("Source"), attribute("source")),
        Column("notes", _("Notes"), attribute("notes")),
        Column("collective", _("Decides collectively"), yes_or_no("collective")),
        Column("level", _("Relationship level"), attribute("level")),
        Column("lifecycle", _("Lifecycle"), label("lifecycle")),
        Column("loyalty", _("Loyalty"), label("loyalty")),
        Column("selling_mode", _("Way of selling"), label("selling_mode")),
        Column("is_strategic", _("Strategic account"), yes_or_no("is_strategic")),
        Column("strategic_reason", _("Why it is strategic"), attribute("strategic_reason")),
        Column("next_plan", _("Next plan"), attribute("next_plan")),
        Column("purchasing", _("Yearly purchasing"), _purchasing("amount")),
        Column("purchasing_currency", _("Purchasing currency"), _purchasing("currency")),
        Column("purchasing_source", _("Purchasing learnt from"), _purchasing("source")),
        Column("purchasing_on", _("Purchasing as of"), _purchasing("on")),
        Column("purchasing_confidence", _("Confidence in purchasing"), _purchasing("confidence")),
        Column("owner", _("Owner"), attribute("owner.username")),
    ),
    _accounts,
)
