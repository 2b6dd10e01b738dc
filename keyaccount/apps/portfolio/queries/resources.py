"""What each account took of our time, people and money, and what was planned: a handful of queries for all of them.

Time is counted in visits, since a visit has no length of its own: each stands for the hours that the workspace says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Count, Sum

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.contacts.models import Contact, Visit
from keyaccount.apps.contacts.models.visit import VisitQuerySet
from keyaccount.apps.pipeline.queries.by_account import open_by_account
from keyaccount.apps.portfolio.queries.costs import costs
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.queries.segments import standings
from keyaccount.figures import COMPANY, Question, memo
from keyaccount.formulas.expected_value import Prospect, mean_probability
from keyaccount.formulas.resources import Resource, heads
from keyaccount.formulas.segments import Stance
from keyaccount.formulas.visits import planned
from keyaccount.kernel.share import share

MONTHS = 12
CENT = Decimal("0.01")
Work = Mapping[int, list[int]]


@dataclass(slots=True)
class Use:
    """What one account took in the period; `money` None: nothing is recorded, or the reader does not see costs."""

    account: int
    stance: Stance | None
    revenue: Decimal
    visits: int = 0
    hours: Decimal = Decimal(0)
    people: frozenset[int] = field(default_factory=frozenset)
    heads: Decimal = Decimal(0)
    money: Decimal | None = None

    def of(self, resource: Resource) -> Decimal | None:
        return {Resource.TIME: self.hours, Resource.PEOPLE: self.heads, Resource.MONEY: self.money}[resource]


@dataclass(frozen=True, slots=True)
class Uses:
    """Of every account asked about, the largest revenue first."""

    found: list[Use]

    def __iter__(self) -> Iterator[Use]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def within(self, stance: Stance | None) -> Uses:
        """Those of one stance; None: of accounts whose stance is not known."""
        return Uses([one for one in self.found if one.stance == stance])

    @property
    def placed(self) -> Uses:
        """Those whose stance is known."""
        return Uses([one for one in self.found if one.stance is not None])

    @property
    def people(self) -> int:
        return len(frozenset().union(*(one.people for one in self.found)))

    def of(self, resource: Resource) -> Decimal | None:
        """The sum of what is known; None where no money is recorded, which is not the same as none spent."""
        known = [amount for one in self.found if (amount := one.of(resource)) is not None]
        return sum(known, Decimal(0)) if known or resource is not Resource.MONEY else None


@memo.once
def uses(question: Question) -> Uses:
    placed = standings(question).placed
    asked = {one.account_id for one in placed}
    visits, by_person = _visits(question, asked)
    _add_teams(by_person, asked)
    parts, spent = heads(_sorted(by_person)), costs(question).by_account
    people = _turned(by_person)
    hours = rules_at(question.as_of).hours_per_visit
    return Uses(
        [
            Use(
                account=(pk := one.account_id),
                stance=one.standing.stance,
                revenue=one.standing.revenue,
                visits=visits.get(pk, 0),
                hours=visits.get(pk, 0) * hours,
                people=frozenset(people.get(pk, ())),
                heads=parts.get(pk, Decimal(0)),
                money=spent.get(pk),
            )
            for one in placed
        ]
    )


def _visits(question: Question, asked: set[int]) -> tuple[Mapping[int, int], dict[int, set[int]]]:
    """Account → visits, and person → accounts they visited."""
    count: dict[int, int] = defaultdict(int)
    people: dict[int, set[int]] = defaultdict(set)
    for account, person, made in visits_counted(question):
        if account in asked:
            count[account] += made
            people[person].add(account)
    return count, people


@memo.once
def visits_counted(question: Question) -> list[tuple[int, int, int]]:
    """Account, who of us, how many visits."""
    rows = visits_asked(question).exclude(account=None).order_by().values_list("account_id", "made_by_id")
    return list(rows.annotate(made=Count("pk")))


def visits_asked(question: Question) -> VisitQuerySet:
    """Visits of the question's period that its viewer sees."""
    rows = Visit.objects.visible_to(question.viewer).present().filter(made_on__lte=question.as_of)
    if question.period is not None:
        rows = rows.filter(made_on__range=(question.period.start, question.period.end))
    return rows


def _add_teams(people: dict[int, set[int]], asked: set[int]) -> None:
    """Owners and account teams, as they stand today."""
    owners = Account.objects.exclude(owner=None).order_by().values_list("pk", "owner_id")
    members = AccountMember.objects.order_by().values_list("account_id", "user_id")
    for rows in (owners, members):
        for account, person in rows.iterator():
            if account in asked:
                people[person].add(account)


def _sorted(people: Mapping[int, set[int]]) -> Work:
    return {person: sorted(people[person]) for person in sorted(people)}


def _turned(people: Mapping[int, Iterable[int]]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for person, accounts in people.items():
        for account in accounts:
            found[account].add(person)
    return found


@memo.once
def visits_planned(question: Question) -> Mapping[int, Decimal]:
    """Account → visits planned for twelve months, where a frequency is set for any of its people."""
    rows = Contact.objects.visible_to(question.viewer).present()
    rows = rows.filter(account__isnull=False, left_on=None, visits_a_month__isnull=False)
    grouped = rows.order_by().values_list("account_id").annotate(a_month=Sum("visits_a_month"))
    monthly = {account: Decimal(a_month).quantize(CENT) for account, a_month in grouped}
    return {account: wanted for account, one in monthly.items() if (wanted := planned(one, MONTHS)) is not None}


@memo.once
def prospects(question: Question) -> Mapping[int, Prospect]:
    """Account → what it could bring: its revenue of 12 months again, and its open deals, each at its win rate."""
    company = replace(question, scope=COMPANY, period=None, since=None, filters=MappingProxyType({}))
    opened, again = open_by_account(company), rules_at(question.as_of).repeat_probability
    found: dict[int, Prospect] = {}
    for one in standings(question):
        funnel, repeat = opened.get(one.account_id), one.standing.revenue
        new, weighted = (funnel.amount, funnel.weighted) if funnel else (Decimal(0), Decimal(0))
        mean = mean_probability([(repeat, again), (new, share(weighted, new) or Decimal(0))])
        found[one.account_id] = Prospect(repeat, new, again if mean is None else mean)
    return found
