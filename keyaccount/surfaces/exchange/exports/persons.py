"""Contacts as an import finds them again; what is personal only of those whose account the reader tends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact, DayKind, Personal, SpecialDay
from keyaccount.apps.contacts.queries.listing import contacts_listed
from keyaccount.apps.contacts.services.beside import Birthday
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.exchange.exports.export import CHUNK, Cell, Column, Export, attribute, label
from keyaccount.surfaces.exchange.parsing.birthdays import written


def _contacts(viewer: User, filters: Mapping[str, str], today: date) -> Iterator[Contact]:
    birthdays = SpecialDay.objects.visible_to(viewer).filter(kind=DayKind.BIRTHDAY, whose="")
    personal = Prefetch("personal", Personal.objects.visible_to(viewer), to_attr="personal_seen")
    rows = contacts_listed(viewer, filters, today)
    rows = rows.select_related("account", "owner", "reports_to", "relationship_stage")
    rows = rows.prefetch_related("roles", personal, Prefetch("special_days", birthdays, to_attr="birthdays_seen"))
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def _roles(contact: Contact) -> Cell:
    return ", ".join(str(role) for role in contact.roles.all()) or None


def _personal(name: str) -> Callable[[Contact], Cell]:
    value = label(name) if name in {"thinking_style", "temperament"} else attribute(name)

    def found(contact: Contact) -> Cell:
        side: Personal | None = getattr(contact, "personal_seen", None)
        return None if side is None else value(side)

    return found


def _birthday(contact: Contact) -> Cell:
    days: list[SpecialDay] = contact.birthdays_seen  # type: ignore[attr-defined]
    if not days:
        return None
    return written(Birthday(days[0].yearly, days[0].year), gettext("lunar") + " ", pgettext("month", "leap "))


CONTACTS = Export(
    "contacts",
    _("Contacts"),
    (
        Column("external_id", _("External id"), attribute("external_id")),
        Column("external_source", _("Source system"), attribute("external_source")),
        Column("name", pgettext_lazy("of a person", "Name"), attribute("name")),
        Column("name_latin", _("Romanised name"), attribute("name_latin")),
        Column("account", _("Account"), attribute("account.name")),
        Column("title", _("Title"), attribute("title")),
        Column("department", _("Department"), attribute("department")),
        Column("roles", _("Buying roles"), _roles),
        Column("reports_to", _("Reports to"), attribute("reports_to.name")),
        Column("email", _("E-mail"), attribute("email"), group="reach"),
        Column("mobile", _("Mobile"), attribute("mobile"), group="reach"),
        Column("phone", _("Phone"), attribute("phone"), group="reach"),
        Column("wechat", _("WeChat"), attribute("wechat"), group="reach"),
        Column("address", _("Address"), attribute("address")),
        Column("source", _("Source"), attribute("source")),
        Column("notes", _("Notes"), attribute("notes")),
        Column("owner", _("Owner"), attribute("owner.username")),
        Column("left_on", _("Left the company on"), attribute("left_on")),
        Column("relationship_stage", _("Relationship stage"), attribute("relationship_stage.label")),
        Column("visits_a_month", _("Planned visits a month"), attribute("visits_a_month")),
        Column("last_visit_on", _("Last visit"), attribute("last_visit_on")),
        Column("next_visit_by", _("Next visit by"), attribute("next_visit_by")),
        Column("first_concern", _("First concern"), attribute("first_concern")),
        Column("birthday", _("Birthday"), _birthday),
        Column("interests", _("Interests"), _personal("interests")),
        Column("family", _("Family"), _personal("family")),
        Column("quotes", _("Quotes to remember"), _personal("quotes")),
        Column("proud_moments", _("Proud moments"), _personal("proud_moments")),
        Column("features", _("How to recognise them"), _personal("features")),
        Column("name_said", _("How the name is said"), _personal("name_said")),
        Column("thinking_style", _("Thinking style"), _personal("thinking_style")),
        Column("temperament", _("Temperament"), _personal("temperament")),
    ),
    _contacts,
)
