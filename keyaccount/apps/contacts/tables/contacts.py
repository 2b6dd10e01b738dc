"""The columns of the list of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.contacts import REACH
from keyaccount.apps.contacts.queries.listing import CONTACT
from keyaccount.apps.contacts.tables.days import occasion
from keyaccount.apps.contacts.tables.roles import badges
from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.queries.paging import Order
from keyaccount.apps.workspace.tables import custom_fields
from keyaccount.apps.workspace.tables.listing import Column
from keyaccount.ui import formatting
from keyaccount.ui.templatetags.ka import avatar
from keyaccount.ui.writing import language


def columns_for(user: User, today: date, contacts: Sequence[Contact] = ()) -> list[Column[Contact]]:
    """Custom fields with the values of these people."""
    return [
        *_own_columns(user, today),
        tags.column(CONTACT, contacts),
        *custom_fields.columns(On.CONTACTS, contacts, user),
    ]


def _own_columns(user: User, today: date) -> list[Column[Contact]]:
    """How to reach someone stands in the list only for roles that see it."""
    reach = reach_columns() if user.sees_group(REACH) else []
    return [
        Column("name", pgettext_lazy("of a person", "Name"), _name, Order("name", filled=True)),
        Column("title", _("Title"), lambda contact: contact.title, Order("title", filled=True)),
        Column("account", _("Account"), _account, Order("account__name")),
        Column("roles", _("Roles"), lambda contact: badges(contact.roles.all())),
        Column("department", _("Department"), lambda contact: contact.department, Order("department", filled=True)),
        *reach,
        Column("reports_to", _("Reports to"), _superior, shown=False),
        Column("owner", _("Owner"), _owner, Order("owner__name")),
        Column("left_on", _("Left"), _left, Order("left_on"), shown=False),
        Column("relationship", _("Relationship stage"), _stage, Order("relationship_stage__position"), shown=False),
        Column("first_concern", _("First concern"), lambda contact: contact.first_concern, shown=False),
        Column("visits", _("Visits this quarter"), _visits, number=True, shown=False),
        Column(
            "last_visit",
            _("Last visit"),
            lambda contact: _day(contact.last_visit_on),
            Order("last_visit_on"),
            shown=False,
        ),
        Column("next_visit", _("Next visit by"), partial(_due, today=today), Order("next_visit_by"), shown=False),
        *personal_columns(today),
    ]


def personal_columns(today: date) -> list[Column[Contact]]:
    """Filled for people whose account the reader tends, and without an order, which would tell what they hold."""
    return [
        Column("special_day", _("Next special day"), partial(_special_day, today=today), shown=False),
        Column("thinking_style", _("Thinking style"), _thinking, shown=False),
    ]


def reach_columns() -> list[Column[Contact]]:
    return [
        Column("mobile", _("Mobile"), lambda contact: _link("tel", contact.mobile)),
        Column("email", _("E-mail"), lambda contact: _link("mailto", contact.email), shown=False),
        Column("phone", _("Phone"), lambda contact: _link("tel", contact.phone), shown=False),
        Column("wechat", _("WeChat"), lambda contact: contact.wechat, shown=False),
    ]


def _name(contact: Contact) -> SafeString:
    url = reverse("contacts:contact", args=[contact.pk])
    gone = format_html(' <span class="ka-tag">{}</span>', gettext("left")) if contact.left_on else ""
    return format_html('<a class="b" href="{}">{}</a>{}', url, contact.name, gone)


def _account(contact: Contact) -> Any:
    account = getattr(contact, "account_seen", None)
    if account is None:
        return "" if contact.account is None else str(contact.account)
    return format_html('<a href="{}">{}</a>', reverse("accounts:account", args=[account.pk]), account)


def _superior(contact: Contact) -> Any:
    superior = getattr(contact, "superior_seen", None)
    if superior is None:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("contacts:contact", args=[superior.pk]), superior)


def _owner(contact: Contact) -> Any:
    if contact.owner is None:
        return format_html('<span class="t3">{}</span>', gettext("nobody"))
    return format_html('<span class="row-x nw">{}{}</span>', avatar(contact.owner), contact.owner)


def _left(contact: Contact) -> str:
    return _day(contact.left_on)


def _day(day: date | None) -> str:
    return "" if day is None else formatting.day(day, language())


def _stage(contact: Contact) -> str:
    return "" if contact.relationship_stage is None else contact.relationship_stage.label


def _visits(contact: Contact) -> Any:
    """2 of 3."""
    quarter = contact.quarter  # type: ignore[attr-defined]
    if quarter.planned is None:
        return quarter.made or ""
    values = {"made": quarter.made, "planned": formatting.quantity(quarter.planned)}
    return gettext("%(made)s of %(planned)s") % values


def _due(contact: Contact, today: date) -> Any:
    if contact.next_visit_by is None or contact.left_on is not None:
        return ""
    late = "bad b nw" if contact.next_visit_by < today else "nw"
    return format_html('<span class="{}">{}</span>', late, formatting.day(contact.next_visit_by, language(), today))


def _special_day(contact: Contact, today: date) -> Any:
    day = contact.next_day  # type: ignore[attr-defined]
    if day is None:
        return ""
    when = formatting.day(day.next_on, language(), today)
    return format_html('<span class="nw">{}</span> <span class="t3">{}</span>', when, occasion(day))


def _thinking(contact: Contact) -> str:
    side = contact.personal_seen  # type: ignore[attr-defined]
    return "" if side is None else side.get_thinking_style_display()


def _link(scheme: str, text: str) -> Any:
    return format_html('<a class="nw" href="{}:{}">{}</a>', scheme, text.replace(" ", ""), text) if text else ""
