"""What is known of accounts, as lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import PortraitAnswer, Rival, RivalNote, Signal
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.accounts.queries.rivals import notes_seen
from keyaccount.apps.portfolio.models import SpaceEntry
from keyaccount.apps.portfolio.queries.signals import signals_seen
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.exchange.exports.export import CHUNK, Column, Export, attribute, yes_or_no

Filters = Mapping[str, str]


def _portrait(viewer: User, filters: Filters, today: date) -> Iterator[PortraitAnswer]:
    """The answers that held on the day, of one account or of those the list shows."""
    rows = PortraitAnswer.objects.filter(question__archived_at=None).as_of(_day(filters, today)).known()
    rows = rows.filter(account__in=accounts_listed(viewer, filters, today).order_by().values("pk"))
    if account := filters.get("account", ""):
        rows = rows.filter(account=int(account)) if account.isdecimal() else rows.none()
    ordered = rows.select_related("account", "question", "author").order_by("account", "question")
    return ordered.iterator(chunk_size=CHUNK)


def _signals(viewer: User, filters: Filters, today: date) -> Iterator[Signal]:
    return signals_seen(viewer).iterator(chunk_size=CHUNK)


def _rivals(viewer: User, filters: Filters, today: date) -> Iterator[Rival]:
    return Rival.objects.present().iterator(chunk_size=CHUNK)


def _space(viewer: User, filters: Filters, today: date) -> Iterator[SpaceEntry]:
    """What was said of cells, as it held on the day; which rival holds one is for the account team."""
    rows = SpaceEntry.objects.visible_to(viewer).as_of(_day(filters, today))
    ordered = rows.select_related("account", "unit", "product", "author").order_by("account", "unit", "product")
    return ordered.iterator(chunk_size=CHUNK)


def _notes(viewer: User, filters: Filters, today: date) -> Iterator[RivalNote]:
    """Of the accounts the viewer tends; nobody else reads them, whatever a role sees."""
    return notes_seen(viewer).order_by("account", "rival", "pk").iterator(chunk_size=CHUNK)


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
    Export(
        "signals",
        _("Signals"),
        (
            Column("account", _("Account"), attribute("account.name")),
            Column("industry", _("Industry"), attribute("industry")),
            Column("kind", _("Kind"), lambda signal: str(signal.get_kind_display())),
            Column("change", _("Change"), attribute("rule.label")),
            Column("need", _("Likely need"), attribute("rule.likely_need")),
            Column("text", _("Signal"), attribute("text")),
            Column("source", _("Source"), attribute("source")),
            Column("link", _("Link"), attribute("link")),
            Column("on", _("As of"), attribute("on")),
            Column("dismissed", _("Why nothing comes of it"), attribute("dismissed_because")),
            Column("author", _("Author"), attribute("author.username")),
        ),
        _signals,
    ),
    Export(
        "rivals",
        _("Rivals"),
        (
            Column("name", _("Name"), attribute("name")),
            Column("strengths", _("Strengths"), attribute("strengths")),
            Column("weaknesses", _("Weaknesses"), attribute("weaknesses")),
            Column("usual_price", _("Usual price"), attribute("usual_price")),
            Column("answers", _("Our answers"), attribute("answers")),
            Column("website", _("Website"), attribute("website")),
        ),
        _rivals,
    ),
    Export(
        "white_space",
        _("White space"),
        (
            Column("account", _("Account"), attribute("account.name")),
            Column("unit", _("Business unit"), attribute("unit.name")),
            Column("product", _("Product"), attribute("product.name")),
            Column("state", _("State"), lambda entry: str(entry.get_state_display())),
            Column("amount", _("Estimated a year"), attribute("amount")),
            Column("currency", _("Currency"), attribute("currency")),
            Column("source", _("Source"), attribute("source")),
            Column("on", _("As of"), attribute("on")),
            Column("author", _("Author"), attribute("author.username")),
        ),
        _space,
    ),
    Export(
        "rival_notes",
        _("Notes about rivals"),
        (
            Column("account", _("Account"), attribute("account.name")),
            Column("rival", _("Rival"), attribute("rival.name")),
            Column("holds", _("They serve this account now"), yes_or_no("holds")),
            Column("text", _("What we know"), attribute("text")),
            Column("on", _("As of"), attribute("on")),
            Column("author", _("Author"), attribute("author.username")),
        ),
        _notes,
    ),
)
