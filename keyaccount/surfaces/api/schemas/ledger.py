"""The relationship ledger as it goes out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from keyaccount.apps.accounts.models import LEVELS, Lifecycle, Ownership
from keyaccount.apps.portfolio.models import TierName
from keyaccount.surfaces.api.schemas.accounts import TierOrNone
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Owners, Words, order
from keyaccount.surfaces.api.schemas.common import Money, Out, RecordRef, UserRef

MOST = 100
KEPT = "Null where it is not shown to you: personal data is for the account’s owner and team alone."


class LedgerContract(Out):
    """A deal that was won."""

    opportunity: RecordRef
    signed_on: date
    amount: Money | None
    currency: str
    base_amount: Money | None = Field(description="In the base currency; null without an exchange rate on its day.")


class LedgerVisit(Out):
    made_on: date
    made_by: UserRef
    contact: RecordRef
    purpose: str
    result: str


class LedgerReach(Out):
    mobile: str
    phone: str
    email: str
    wechat: str


class LedgerDay(Out):
    """A day that comes back every year, in its own calendar."""

    kind: str
    whose: str = Field(description="Of the family; empty for the person’s own day.")
    lunar: bool
    leap: bool
    month: int
    day: int
    year: int | None
    next_on: date


class LedgerPerson(Out):
    id: int
    name: str
    title: str
    department: str
    roles: list[str]
    owner: UserRef | None = Field(description="Who of ours owns the relationship.")
    last_visit_on: date | None
    reach: LedgerReach | None = Field(description="How to reach them; null where your role does not see it.")
    interests: str | None = Field(description=KEPT)
    special_days: list[LedgerDay] | None = Field(description=KEPT)


class LedgerOut(Out):
    id: int = Field(description="The account's.")
    name: str
    owner: UserRef | None
    level: int | None = Field(description="Relationship level, 1 (the closest) to 10.")
    tier: TierOrNone
    next_plan: date | None = Field(description="The month of the next plan, as a day in it.")
    contracts: list[LedgerContract] = Field(description=f"Newest first, at most {MOST}.")
    contract_count: int
    contract_total: Money | None = Field(
        description="All contracts in the base currency, the figure pipeline.won; null where none could be converted."
    )
    contracts_left_out: int = Field(description="Contracts that the total leaves out for want of an exchange rate.")
    last_visit: LedgerVisit | None
    people: list[LedgerPerson] = Field(description=f"Those still there, the heaviest role first, at most {MOST}.")
    people_count: int


class LedgerAsked(Asked):
    sort: str = order("level", "id", "level", "name", "next_plan")
    q: Words | None = Field(default=None, description="Words of the name; pinyin and initials find Chinese names.")
    owner: Owners | None = None
    team: Ids | None = Field(default=None, description="Whose owner is in this team or one below.")
    parent: Ids | None = None
    industry: Words | None = None
    province: Words | None = None
    ownership: Ownership | None = None
    level: Annotated[int, Field(ge=LEVELS[0], le=LEVELS[-1])] | None = None
    lifecycle: Lifecycle | None = None
    tier: TierName | None = None
    key_account: bool | None = None
