"""What we do about the people of accounts, as lists: the contact strategy plan, our people × theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.apps.contacts.queries.plans import Line, lines_of, people_planned
from keyaccount.apps.contacts.queries.ties import Matrix, Ours, Theirs, Tie, matrices
from keyaccount.apps.contacts.tables.ties import GAPS, STRENGTHS
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services.bulk import chunked
from keyaccount.surfaces.exchange.exports.export import Cell, Column, Export, attribute

CHUNK = 500
Filters = Mapping[str, str]


def _accounts(viewer: User, filters: Filters, today: date) -> QuerySet[Account]:
    """Those of the list with these filters, or the one that `account` names."""
    rows = accounts_listed(viewer, filters, today)
    if account := filters.get("account", ""):
        rows = rows.filter(pk=int(account)) if account.isdecimal() and len(account) < 16 else rows.none()
    return rows


# ── The contact strategy plan ──
def _plans(viewer: User, filters: Filters, today: date) -> Iterator[Line]:
    people = people_planned(viewer).filter(account__in=_accounts(viewer, filters, today).order_by().values("pk"))
    ordered = people.select_related("account").order_by("account__name", "account_id", "name", "pk")
    for some in chunked(ordered.iterator(chunk_size=CHUNK), CHUNK):
        yield from lines_of(some, today)


def _roles(line: Line) -> Cell:
    return ", ".join(str(role) for role in line.contact.roles.all()) or None


def _of_plan(name: str) -> Any:
    """A choice of the plan in words; nothing where no plan is written."""
    return lambda line: str(getattr(line.plan, f"get_{name}_display")()) or None if line.plan else None


# ── Our people × theirs ──
@dataclass(frozen=True, slots=True)
class Pair:
    """One of ours with one of theirs; without `ours` somebody whom nobody of ours knows."""

    matrix: Matrix
    theirs: Theirs
    ours: Ours | None = None
    tie: Tie | None = None


def _pairs(viewer: User, filters: Filters, today: date) -> Iterator[Pair]:
    rows = _accounts(viewer, filters, today).select_related("owner__team").order_by("name", "pk")
    for some in chunked(rows.iterator(chunk_size=CHUNK), CHUNK):
        for matrix in matrices(some, viewer, today):
            yield from _of_matrix(matrix)


def _of_matrix(matrix: Matrix) -> Iterator[Pair]:
    for theirs in matrix.theirs:
        found = [(ours, matrix.ties.get((ours.user.pk, theirs.contact.pk))) for ours in matrix.ours]
        yield from ([Pair(matrix, theirs, ours, tie) for ours, tie in found if tie] or [Pair(matrix, theirs)])


def _roles_of_pair(pair: Pair) -> Cell:
    return ", ".join(str(BuyingRole(role).label) for role in pair.theirs.roles) or None


def _owns(pair: Pair) -> Cell:
    return gettext("Yes") if pair.tie and pair.tie.is_owner else None


def _strength(pair: Pair) -> Cell:
    return str(STRENGTHS[pair.tie.strength]) if pair.tie and pair.tie.strength else None


def _gap(pair: Pair) -> Cell:
    return str(GAPS[pair.theirs.gap]) if pair.theirs.gap else None


LISTS = (
    Export(
        "contact_plans",
        _("Contact strategy plan"),
        (
            Column("account", _("Account"), attribute("contact.account.name")),
            Column("person", _("Person"), attribute("contact.name")),
            Column("title", _("Title"), attribute("contact.title")),
            Column("roles", _("Buying roles"), _roles),
            Column("now", _("Commitment now"), attribute("now")),
            Column("wanted", _("Wanted commitment"), _of_plan("wanted")),
            Column("purpose", _("Purpose of visits"), attribute("plan.purpose")),
            Column("made", _("Visits made this quarter"), attribute("visits.made")),
            Column("planned", _("Visits planned this quarter"), attribute("visits.planned")),
            Column("first_concern", _("First concern"), attribute("contact.first_concern")),
            Column("sub_strategy", _("Sub-strategy"), _of_plan("sub_strategy")),
            Column("follow_up", _("Follow-up"), attribute("plan.follow_up")),
            Column("due_on", _("Due"), attribute("plan.due_on")),
            Column("responsible", _("Who does it"), attribute("plan.responsible.username")),
        ),
        _plans,
    ),
    Export(
        "people_matrix",
        _("Our people × theirs"),
        (
            Column("account", _("Account"), attribute("matrix.account.name")),
            Column("person", _("Person"), attribute("theirs.contact.name")),
            Column("title", _("Title"), attribute("theirs.contact.title")),
            Column("department", _("Department"), attribute("theirs.contact.department")),
            Column("roles", _("Buying roles"), _roles_of_pair),
            Column("ours", _("Ours"), attribute("ours.user.username")),
            Column("team", _("Team"), attribute("ours.user.team.name")),
            Column("part", _("Part in the team"), attribute("ours.part")),
            Column("owns", _("Owns the relationship"), _owns),
            Column("made", _("Visits of 12 months"), attribute("tie.made")),
            Column("planned", _("Visits planned for 12 months"), attribute("tie.planned")),
            Column("last", _("Last contact"), attribute("tie.last")),
            Column("strength", _("Strength of the tie"), _strength),
            Column("gap", _("Gap"), _gap),
        ),
        _pairs,
    ),
)
