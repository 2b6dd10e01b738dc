"""Our people × their people at an account: who of ours knows whom of theirs, by the visits of the last 12 months.

As many queries for one account as for two hundred. The caller has asked whether its reader sees the accounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Q

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.contacts.models import Contact, Visit
from keyaccount.apps.contacts.queries.map_rules import Rules, map_rules
from keyaccount.apps.workspace.models import User
from keyaccount.formulas import ties, visits
from keyaccount.formulas.ties import Gap, Strength, Thread

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Ours:
    """One of ours. part: in the account team; is_team: owner or member, not only somebody who comes by."""

    user: User
    part: str = ""
    is_owner: bool = False
    is_team: bool = True


@dataclass(frozen=True, slots=True)
class Theirs:
    """One of theirs, with how many of ours know them."""

    contact: Contact
    roles: tuple[str, ...]
    needed: bool
    known_by: tuple[int, ...]
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Tie:
    """made: visits of the last 12 months; planned: for the same time, where it is the relationship owner's; last: ever
    up to that day."""

    is_owner: bool
    made: int
    planned: Decimal | None
    last: date | None
    strength: Strength | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """ties: by (one of ours, one of theirs), where there is anything to say; single: through whom alone all runs."""

    account: Account
    since: date
    today: date
    ours: tuple[Ours, ...]
    theirs: tuple[Theirs, ...]
    ties: Mapping[tuple[int, int], Tie]
    single: User | None

    @property
    def made(self) -> int:
        return sum(tie.made for tie in self.ties.values())


@dataclass(frozen=True, slots=True)
class _Asked:
    """The first and the last day of the visits that are counted, and by which rules people are read."""

    since: date
    today: date
    rules: Rules


@dataclass(frozen=True, slots=True)
class _Visited:
    last: date
    made: int


def matrix_of(account: Account, viewer: User, today: date) -> Matrix:
    return matrices([account], viewer, today)[0]


def matrices(accounts: Sequence[Account], viewer: User, today: date) -> list[Matrix]:
    asked = _Asked(today - timedelta(days=ties.DAYS - 1), today, map_rules())
    people, members = _people(accounts, viewer), _members(accounts)
    visited = _visited([person.pk for some in people.values() for person in some], viewer, asked)
    others = _users(people, visited)
    return [
        _matrix(account, people[account.pk], [*_team(account, members[account.pk])], visited, others, asked)
        for account in accounts
    ]


def _matrix(
    account: Account,
    people: Sequence[Contact],
    team: list[Ours],
    visited: Mapping[int, Mapping[int, _Visited]],
    users: Mapping[int, User],
    asked: _Asked,
) -> Matrix:
    found = {
        (user, person.pk): _tie(person, user, visited[person.pk].get(user), asked)
        for person in people
        for user in {*visited[person.pk], *filter(None, [person.owner_id])}
    }
    there = {one.user.pk for one in team}
    lively = {user for (user, _person), tie in found.items() if tie.made or tie.is_owner} - there
    guests = sorted((users[pk] for pk in lively), key=lambda user: user.name)
    ours = (*team, *(Ours(user, is_team=False) for user in guests))
    shown = {one.user.pk for one in ours}
    kept = {pair: tie for pair, tie in found.items() if pair[0] in shown}
    threads = [Thread(user, person, tie.made) for (user, person), tie in kept.items()]
    knowing, single = ties.known_by(threads), ties.single_thread(threads)
    order = [one.user.pk for one in ours]
    theirs = tuple(
        _theirs(person, [pk for pk in order if pk in knowing.get(person.pk, ())], asked.rules) for person in people
    )
    alone = next((one.user for one in ours if one.user.pk == single), None)
    return Matrix(account, asked.since, asked.today, ours, theirs, kept, alone)


def _theirs(person: Contact, known: Sequence[int], rules: Rules) -> Theirs:
    roles = tuple(sorted(role.role for role in person.roles.all()))
    needed = not set(rules.needed).isdisjoint(roles)
    return Theirs(person, roles, needed, tuple(known), ties.gap(len(known), needed=needed))


def _tie(person: Contact, user: int, visited: _Visited | None, asked: _Asked) -> Tie:
    is_owner, last = person.owner_id == user, visited.last if visited else None
    return Tie(
        is_owner=is_owner,
        made=visited.made if visited else 0,
        planned=visits.planned(person.visits_a_month, MONTHS) if is_owner else None,
        last=last,
        strength=ties.strength(last, asked.today, asked.rules.fades_after),
    )


def _team(account: Account, members: Sequence[AccountMember]) -> Iterable[Ours]:
    if account.owner is not None:
        yield Ours(account.owner, is_owner=True)
    for member in members:
        if member.user_id != account.owner_id:
            yield Ours(member.user, member.part)


def _people(accounts: Sequence[Account], viewer: User) -> Mapping[int, list[Contact]]:
    """Those still there, by department and name; those without a department last."""
    rows = Contact.objects.visible_to(viewer).present().filter(account__in=accounts, left_on=None)
    found: dict[int, list[Contact]] = defaultdict(list)
    for person in rows.prefetch_related("roles").order_by("department", "name", "pk"):
        found[person.account_id].append(person)
    for people in found.values():
        people.sort(key=lambda person: not person.department)
    return found


def _members(accounts: Sequence[Account]) -> Mapping[int, list[AccountMember]]:
    rows = AccountMember.objects.filter(account__in=accounts).select_related("user__team").order_by("user__name", "pk")
    found: dict[int, list[AccountMember]] = defaultdict(list)
    for member in rows:
        found[member.account_id].append(member)
    return found


def _visited(people: Sequence[int], viewer: User, asked: _Asked) -> Mapping[int, dict[int, _Visited]]:
    """Person → who of ours visited them, when last and how often since then."""
    rows = Visit.objects.visible_to(viewer).present().filter(contact__in=people, made_on__lte=asked.today).order_by()
    told = rows.values_list("contact_id", "made_by_id").annotate(
        last=Max("made_on"), made=Count("pk", filter=Q(made_on__gte=asked.since))
    )
    found: dict[int, dict[int, _Visited]] = defaultdict(dict)
    for person, user, last, made in told:
        found[person][user] = _Visited(last, made)
    return found


def _users(people: Mapping[int, list[Contact]], visited: Mapping[int, Mapping[int, _Visited]]) -> Mapping[int, User]:
    ids = {user for some in visited.values() for user in some}
    ids |= {person.owner_id for some in people.values() for person in some if person.owner_id}
    found: Mapping[int, User] = User.objects.select_related("team").in_bulk(ids)
    return found
