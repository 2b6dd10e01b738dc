"""What stands around a page of people, where the reader may see it: accounts, superiors, visits, personal sides."""

from __future__ import annotations

from datetime import date

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact, Personal, SpecialDay
from keyaccount.apps.contacts.queries.visits import visits_in_quarter
from keyaccount.apps.workspace.models import User


def with_neighbours(contacts: list[Contact], user: User) -> list[Contact]:
    """The same people, each with `account_seen` and `superior_seen`."""
    accounts = Account.objects.visible_to(user).in_bulk({one.account_id for one in contacts if one.account_id})
    superiors = Contact.objects.visible_to(user).in_bulk({one.reports_to_id for one in contacts if one.reports_to_id})
    for contact in contacts:
        contact.account_seen = accounts.get(contact.account_id or 0)  # type: ignore[attr-defined]
        contact.superior_seen = superiors.get(contact.reports_to_id or 0)  # type: ignore[attr-defined]
    return contacts


def with_personal(contacts: list[Contact], user: User, today: date) -> list[Contact]:
    """The same people, each with their visits of the `quarter` and, where the reader tends the account, `next_day` and
    `personal_seen`."""
    ids = [contact.pk for contact in contacts]
    visits = visits_in_quarter(contacts, today)
    coming = SpecialDay.objects.visible_to(user).filter(contact__in=ids, next_on__gte=today).order_by("-next_on", "-id")
    days = {day.contact_id: day for day in coming}  # the nearest comes last and stays
    sides = {side.contact_id: side for side in Personal.objects.visible_to(user).filter(contact__in=ids)}
    for contact in contacts:
        contact.quarter = visits[contact.pk]  # type: ignore[attr-defined]
        contact.next_day = days.get(contact.pk)  # type: ignore[attr-defined]
        contact.personal_seen = sides.get(contact.pk)  # type: ignore[attr-defined]
    return contacts
