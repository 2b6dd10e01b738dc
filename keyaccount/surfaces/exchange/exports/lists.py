"""The lists that can be exported, with the headings that an import finds again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import OffFunnelOrder, Opportunity, Product, Target
from keyaccount.apps.pipeline.queries import asking
from keyaccount.apps.pipeline.queries.deals import LIVE, PAST, Deal, deals
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.exchange.exports.companies import ACCOUNTS
from keyaccount.surfaces.exchange.exports.export import CHUNK, Cell, Column, Export, attribute
from keyaccount.surfaces.exchange.exports.persons import CONTACTS

Filters = Mapping[str, str]


def _in_order(rows: QuerySet[Any], *related: str) -> Iterator[Any]:
    return rows.select_related(*related).order_by("pk").iterator(chunk_size=CHUNK)


def _opportunities(viewer: User, filters: Filters, today: date) -> Iterator[Deal]:
    """The deals of the list page with these filters; without any, every deal the viewer may see."""
    if not any(filters.values()):
        rows: QuerySet[Any] = Opportunity.objects.visible_to(viewer).present()
        return _deals(rows, LIVE)
    asked = asking.read(filters, viewer=viewer, today=today)
    return _deals(deals(asked), LIVE if asked.is_live else PAST)


def _deals(rows: QuerySet[Any], columns: tuple[str, ...]) -> Iterator[Deal]:
    return (Deal(*row) for row in rows.order_by("pk").values_list(*columns).iterator(chunk_size=CHUNK))


def _products(viewer: User, filters: Filters, today: date) -> Iterator[Product]:
    return _in_order(Product.objects.present())


def _targets(viewer: User, filters: Filters, today: date) -> Iterator[Target]:
    return _in_order(
        Target.objects.visible_to(viewer).filter(valid_to=None), "team", "user", "account", "product", "set_by"
    )


def _orders(viewer: User, filters: Filters, today: date) -> Iterator[OffFunnelOrder]:
    return _in_order(OffFunnelOrder.objects.visible_to(viewer).present(), "account", "owner")


def _estimates(viewer: User, filters: Filters, today: date) -> Iterator[AccountEstimate]:
    return _in_order(AccountEstimate.objects.visible_to(viewer), "account", "author")


def _stage(deal: Deal) -> Cell:
    return next((stage.label for stage in all_stages() if stage.pk == deal.stage_id), None)


def _win_rate(deal: Deal) -> Cell:
    if deal.own_win_rate is not None:
        return deal.own_win_rate
    return next((stage.win_rate for stage in all_stages() if stage.pk == deal.stage_id), None)


LISTS = (
    ACCOUNTS,
    CONTACTS,
    Export(
        "opportunities",
        _("Opportunities"),
        (
            Column("name", _("Name"), attribute("name")),
            Column("account", _("Account"), attribute("account_name")),
            Column("stage", _("Stage"), _stage),
            Column("status", _("Status"), attribute("status")),
            Column("amount", _("Amount"), attribute("amount")),
            Column("currency", _("Currency"), attribute("currency")),
            Column("win_rate", _("Win rate"), _win_rate),
            Column("expected_close", _("Expected close"), attribute("expected_close")),
            Column("opened_on", _("Opened on"), attribute("opened_on")),
            Column("closed_on", _("Closed on"), attribute("closed_on")),
            Column("owner", _("Owner"), attribute("owner_name")),
            Column("team", _("Team"), attribute("team")),
            Column("next_step", _("Next step"), attribute("next_step")),
            Column("next_step_on", _("Next step on"), attribute("next_step_on")),
            Column("source", _("Source"), attribute("source")),
            Column("rivals", _("Rivals"), attribute("rivals")),
        ),
        _opportunities,
    ),
    Export(
        "products",
        _("Products"),
        (
            Column("external_id", _("External id"), attribute("external_id")),
            Column("external_source", _("Source system"), attribute("external_source")),
            Column("name", _("Name"), attribute("name")),
            Column("code", _("Code"), attribute("code")),
            Column("series", _("Series"), attribute("series")),
            Column("unit", _("Unit"), attribute("unit")),
            Column("list_price", _("List price"), attribute("list_price")),
            Column("currency", _("Currency"), attribute("currency")),
        ),
        _products,
    ),
    Export(
        "targets",
        _("Targets"),
        (
            Column("scope", _("For"), attribute("scope")),
            Column("team", _("Team"), attribute("team.name")),
            Column("user", _("Person"), attribute("user.username")),
            Column("account", _("Account"), attribute("account.name")),
            Column("product", _("Product"), attribute("product.name")),
            Column("measure", _("Measure"), attribute("measure")),
            Column("year", _("Fiscal year"), attribute("year")),
            Column("quarter", _("Quarter"), attribute("quarter")),
            Column("month", _("Month"), attribute("month")),
            Column("amount", _("Amount"), attribute("amount")),
            Column("currency", _("Currency"), attribute("currency")),
            Column("set_by", _("Set by"), attribute("set_by.username")),
            Column("note", _("Note"), attribute("note")),
        ),
        _targets,
    ),
    Export(
        "orders",
        _("Off-funnel orders"),
        (
            Column("external_id", _("External id"), attribute("external_id")),
            Column("external_source", _("Source system"), attribute("external_source")),
            Column("description", _("What was ordered"), attribute("description")),
            Column("account", _("Account"), attribute("account.name")),
            Column("ordered_on", _("Ordered on"), attribute("ordered_on")),
            Column("amount", _("Amount"), attribute("amount")),
            Column("currency", _("Currency"), attribute("currency")),
            Column("owner", _("Owner"), attribute("owner.username")),
        ),
        _orders,
    ),
    Export(
        "estimates",
        _("Estimates of purchasing"),
        (
            Column("account", _("Account"), attribute("account.name")),
            Column("amount", _("Yearly purchasing"), attribute("amount")),
            Column("currency", _("Currency"), attribute("currency")),
            Column("on", _("Holds from"), attribute("on")),
            Column("confidence", _("Confidence"), attribute("confidence")),
            Column("source", _("Where it was learnt"), attribute("source")),
            Column("author", _("Author"), attribute("author.username")),
        ),
        _estimates,
    ),
)
