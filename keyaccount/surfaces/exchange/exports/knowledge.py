"""What is known of accounts, as lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import PortraitAnswer
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.exchange.exports.export import Column, Export, attribute

CHUNK = 2000
Filters = Mapping[str, str]


def _portrait(viewer: User, filters: Filters, today: date) -> Iterator[PortraitAnswer]:
    """The answers that held on the day, of one account or of those the list shows."""
    rows = PortraitAnswer.objects.filter(question__archived_at=None).as_of(_day(filters, today)).known()
    rows = rows.filter(account__in=accounts_listed(viewer, filters, today).order_by().values("pk"))
    if account := filters.get("account", ""):
        rows = rows.filter(account=int(account)) if account.isdecimal() else rows.none()
    ordered = rows.select_related("account", "question", "author").order_by("account", "question")
    return ordered.iterator(chunk_size=CHUNK)


def _day(filters: Filters, today: date) -> date:
    try:
        return min(date.fromisoformat(filters["as_of"]), today) if filters.get("as_of") else today
    except ValueError as error:
        raise Invalid(_("“as_of” needs a date like 2026-11-19.")) from error


def _part(answer: PortraitAnswer) -> str:
    return str(answer.question.get_part_display())


LISTS = (
    Export(
        "portrait",
        _("Portraits"),
        (
            Column("account", _("Account"), attribute("account.name")),
            Column("part", _("Part of the portrait"), _part),
            Column("question", _("What is asked"), attribute("question.label")),
            Column("answer", _("Answer"), attribute("text")),
            Column("source", pgettext_lazy("of knowledge", "Where learnt"), attribute("source")),
            Column("learnt_on", _("Learnt on"), attribute("learnt_on")),
            Column("author", _("Author"), attribute("author.username")),
        ),
        _portrait,
    ),
)
