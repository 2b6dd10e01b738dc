"""The relationship ledger: what is kept of each account for long-term care, side by side, as it stands today.

As many queries for one account as for fifty. Signed deals follow the figure `pipeline.won`; what is personal comes only
for accounts that the reader tends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact, ContactRole, Personal, SpecialDay, Visit
from keyaccount.apps.contacts.queries.map_rules import map_rules
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.sales import SUMS, converted
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Question
from keyaccount.formulas.converted import NOTHING, Converted

Ids = Sequence[int]
CONTRACT = ("account_id", "opportunity_id", "opportunity__name", "closed_on", "amount", "currency", "base_amount")


@dataclass(frozen=True, slots=True)
class Contract:
    """A deal that was won. base: in the base currency at the rate of its day; None without a rate."""

    opportunity: int
    name: str
    signed_on: date
    amount: Decimal | None
    currency: str
    base: Decimal | None


@dataclass(frozen=True, slots=True)
class Known:
    """Someone at the account; interests and days are empty for readers who do not tend it."""

    contact: Contact
    interests: str = ""
    days: tuple[SpecialDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One account. contracts: the newest first; people: the heaviest role first; the counts are of all there are, of
    which `contracts` and `people` may be the first few. brought: what all contracts come to."""

    account: Account
    tier: str
    tends: bool
    contracts: tuple[Contract, ...]
    brought: Converted
    people: tuple[Known, ...]
    people_count: int
    last_visit: Visit | None

    @property
    def contract_count(self) -> int:
        return self.brought.count

    @property
    def total(self) -> Decimal | None:
        """In the base currency; None where there are contracts and none could be converted."""
        return self.brought.value


def ledger_rows(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """The accounts with what their entry needs of them."""
    return accounts.select_related("owner__team", "standing")


def ledger_of(accounts: Sequence[Account], viewer: User, today: date, most: int | None = None) -> list[Entry]:
    """The entries of accounts that the viewer sees, from `ledger_rows`; most: of contracts and of people, each."""
    ids = [account.pk for account in accounts]
    won = closed_states(Question(viewer, today, today), workspace(), StateStatus.WON).filter(account_id__in=ids)
    contracts, totals = _contracts(won, most), _totals(won)
    people, counts = _people(ids, viewer, most), _counts(ids, viewer)
    tended = frozenset(Account.objects.tended_by(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    visits = _last_visits(ids, viewer)
    return [
        Entry(
            account=account,
            tier=_tier(account),
            tends=account.pk in tended,
            contracts=tuple(contracts.get(account.pk, ())),
            brought=totals.get(account.pk, NOTHING),
            people=tuple(people.get(account.pk, ())),
            people_count=counts.get(account.pk, 0),
            last_visit=visits.get(account.pk),
        )
        for account in accounts
    ]


def _tier(account: Any) -> str:
    """The one that holds since the last review; an account that is newer has none."""
    kept = getattr(account, "standing", None)
    return "" if kept is None else str(kept.tier)


def _contracts(won: StateQuerySet, most: int | None) -> Mapping[int, list[Contract]]:
    rows = _first_of_each(won, "account_id", [F("closed_on").desc(), F("opportunity_id").desc()], most)
    found: dict[int, list[Contract]] = defaultdict(list)
    for account, *told in rows.order_by("account_id", "-closed_on", "-opportunity_id").values_list(*CONTRACT):
        found[account].append(Contract(*told))
    return found


def _totals(won: StateQuerySet) -> Mapping[int, Converted]:
    rows = won.order_by().values_list("account_id").annotate(**SUMS)
    return {account: converted(*told) for account, *told in rows}


def _people(ids: Ids, viewer: User, most: int | None) -> Mapping[int, list[Known]]:
    rows = _present(ids, viewer).annotate(weight=Coalesce(Subquery(_heaviest()), Value(0)))
    rows = _first_of_each(rows, "account_id", [F("weight").desc(), F("name").asc(), F("pk").asc()], most)
    people = list(
        rows.order_by("account_id", "-weight", "name", "pk").select_related("owner").prefetch_related("roles")
    )
    shown = [person.pk for person in people]
    interests = dict(
        Personal.objects.visible_to(viewer).filter(contact__in=shown).values_list("contact_id", "interests")
    )
    days = _days(shown, viewer)
    found: dict[int, list[Known]] = defaultdict(list)
    for person in people:
        found[person.account_id].append(Known(person, interests.get(person.pk, ""), tuple(days.get(person.pk, ()))))
    return found


def _counts(ids: Ids, viewer: User) -> Mapping[int, int]:
    return dict(_present(ids, viewer).order_by().values_list("account_id").annotate(people=Count("*")))


def _present(ids: Ids, viewer: User) -> QuerySet[Contact]:
    rows: QuerySet[Contact] = Contact.objects.visible_to(viewer).present().filter(account_id__in=ids, left_on=None)
    return rows


def _heaviest() -> QuerySet[Any, Any]:
    """The weight of the heaviest role of a person, as the people map counts it."""
    whens = [When(role=role, then=Value(weight)) for role, weight in map_rules().weights.items()]
    weight = Case(*whens, default=Value(0), output_field=IntegerField())
    rows = ContactRole.objects.filter(contact=OuterRef("pk")).annotate(weight=weight)
    return rows.order_by("-weight").values("weight")[:1]


def _days(people: Iterable[int], viewer: User) -> Mapping[int, list[SpecialDay]]:
    found: dict[int, list[SpecialDay]] = defaultdict(list)
    for day in SpecialDay.objects.visible_to(viewer).filter(contact__in=list(people)):
        found[day.contact_id].append(day)
    return found


def _last_visits(ids: Ids, viewer: User) -> Mapping[int, Visit]:
    rows = Visit.objects.visible_to(viewer).present().filter(account_id__in=ids).select_related("contact", "made_by")
    rows = _first_of_each(rows, "account_id", [F("made_on").desc(), F("pk").desc()], 1)
    return {visit.account_id: visit for visit in rows}


def _first_of_each(rows: Any, group: str, order: list[Any], most: int | None) -> Any:
    """The first `most` rows of each group in that order; all of them for None."""
    if most is None:
        return rows
    return rows.annotate(place=Window(RowNumber(), partition_by=[F(group)], order_by=order)).filter(place__lte=most)
