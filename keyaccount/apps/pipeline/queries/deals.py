"""The deals of a list, a board column or an export: as they stand now, or as they stood at the end of a past day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, StateStatus
from keyaccount.apps.pipeline.queries.asking import ARCHIVED, CLOSED, OPEN, Asked
from keyaccount.apps.pipeline.queries.narrowing import in_scope, narrowed
from keyaccount.apps.pipeline.queries.states import expected_in, states
from keyaccount.apps.workspace.models import On
from keyaccount.apps.workspace.queries.custom_fields import field_called
from keyaccount.apps.workspace.queries.custom_narrowing import order_of, ordered
from keyaccount.apps.workspace.queries.paging import Cursor, Order, Page, page_of

CAP = 1000
CARDS = 80
ROWS = 80


class Deal(NamedTuple):
    """One row, flat. What is not kept for past days (next step, time in stage) is empty there."""

    id: int
    version: int
    name: str
    account_id: int | None
    account_short: str | None
    account_name: str | None
    stage_id: int
    status: str
    amount: Decimal | None
    currency: str
    own_win_rate: Decimal | None
    expected_close: date | None
    opened_on: date
    closed_on: date | None
    owner_id: int
    owner_name: str
    owner_latin: str
    team: str | None
    source: str
    rivals: str
    selling_mode: str
    stage_since: date | None = None
    next_step: str = ""
    next_step_on: date | None = None
    updated_at: datetime | None = None

    @property
    def account(self) -> str:
        return self.account_short or self.account_name or ""


SHARED = ("account_id", "account__short_name", "account__name", "stage_id", "status", "amount", "currency")
SHARED_AFTER = ("win_rate", "expected_close", "opened_on", "closed_on", "owner_id", "owner__name", "owner__name_latin")
OF_RECORD = ("source", "rivals", "selling_mode")


class Face(NamedTuple):
    """What a card on the board shows of a deal."""

    id: int
    version: int
    name: str
    account_short: str | None
    account_name: str | None
    amount: Decimal | None
    currency: str
    owner_name: str
    owner_latin: str
    stage_since: date | None = None
    next_step: str = ""
    next_step_on: date | None = None


OF_NOW = ("stage_since", "next_step", "next_step_on", "updated_at")
RECORD = "opportunity__"
LIVE: tuple[str, ...] = ("id", "version", "name", *SHARED, *SHARED_AFTER, "team__name", *OF_RECORD, *OF_NOW)
PAST: tuple[str, ...] = (
    "opportunity_id",
    f"{RECORD}version",
    f"{RECORD}name",
    *SHARED,
    *SHARED_AFTER,
    "team__name",
    *(f"{RECORD}{name}" for name in OF_RECORD),
)

ON_CARD = ("account__short_name", "account__name", "amount", "currency", "owner__name", "owner__name_latin")
CARD_NOW: tuple[str, ...] = ("id", "version", "name", *ON_CARD, "stage_since", "next_step", "next_step_on")
CARD_PAST: tuple[str, ...] = ("opportunity_id", f"{RECORD}version", f"{RECORD}name", *ON_CARD)


@dataclass(frozen=True, slots=True)
class Sorting:
    """A way to order deals. falls: the side it starts with; past: whether a past day can be ordered so."""

    field: str
    falls: bool = False
    filled: bool = False
    of_record: bool = False
    past: bool = True


SORTINGS = {
    "amount": Sorting("amount", falls=True),
    "weighted": Sorting("_weighted", falls=True),
    "name": Sorting("name", filled=True, of_record=True),
    "account": Sorting("account__name"),
    "stage": Sorting("stage__position", falls=True, filled=True),
    "expected_close": Sorting("expected_close"),
    "opened_on": Sorting("opened_on", falls=True, filled=True),
    "closed_on": Sorting("closed_on", falls=True),
    "owner": Sorting("owner__name", filled=True),
    "days": Sorting("stage_since", filled=True, past=False),
    "next_step_on": Sorting("next_step_on", past=False),
    "updated": Sorting("updated_at", falls=True, filled=True, past=False),
}


def order_from(text: str, asked: Asked) -> tuple[str, Order]:
    """`amount` is by amount from its usual side, `-amount` from the other; what cannot be ordered by is by amount."""
    key = text.lstrip("-")
    field = field_called(On.OPPORTUNITIES, key) if asked.is_live else None
    if field is not None and (order := order_of(field, down=text.startswith("-"))) is not None:
        return key, order
    sorting = SORTINGS.get(key)
    if sorting is None or not (sorting.past or asked.is_live):
        key, text, sorting = "amount", "amount", SORTINGS["amount"]
    prefix = RECORD if sorting.of_record and not asked.is_live else ""
    tie = "id" if asked.is_live else "opportunity_id"
    down = sorting.falls != text.startswith("-")
    return key, Order(f"{prefix}{sorting.field}", down, tie, filled=sorting.filled)


def deals(asked: Asked, *, stage: int | None = None) -> QuerySet[Any]:
    """The rows asked for that the reader may see: opportunities now, their states for a past day."""
    rows = _live(asked) if asked.is_live else _past(asked)
    return rows if stage is None else rows.filter(stage_id=stage)


def page_of_deals(
    asked: Asked, order: Order, cursor: Cursor | None, *, size: int = ROWS, stage: int | None = None
) -> Page[Deal]:
    rows = deals(asked, stage=stage)
    if order.field == "_weighted":
        rows = rows.annotate(_weighted=_weighted(asked))
    rows = ordered(rows, On.OPPORTUNITIES, order.field, asked.question.viewer)
    page = page_of(rows, LIVE if asked.is_live else PAST, order, cursor, size)
    return Page([Deal(*row) for row in page.rows], page.after, page.before)


def deal_of(pk: int) -> Deal | None:
    """One deal as a row, for whoever has already made sure that it may be seen."""
    row = Opportunity.objects.filter(pk=pk).values_list(*LIVE).first()
    return Deal(*row) if row else None


def custom_values_of(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What these deals hold in custom fields."""
    return dict(Opportunity.objects.filter(pk__in=list(pks)).order_by().values_list("pk", "custom"))


def capped_count(asked: Asked) -> int:
    """How many there are, counted no further than one beyond the cap."""
    return deals(asked).order_by()[: CAP + 1].count()


def _live(asked: Asked) -> QuerySet[Opportunity]:
    question = asked.question
    rows = Opportunity.objects.visible_to(question.viewer)
    return rows.filter(
        in_scope(question.scope), narrowed(question.filters, viewer=question.viewer), _live_status(asked)
    )


def _live_status(asked: Asked) -> Q:
    if asked.status == ARCHIVED:
        return Q(archived_at__isnull=False)
    if asked.status == OPEN:
        return Q(status=OPEN, archived_at=None) & expected_in(asked.question)
    closed = Q(archived_at=None) & closed_in(asked)
    return closed & (~Q(status=OPEN) if asked.status == CLOSED else Q(status=asked.status))


def _past(asked: Asked) -> QuerySet[OpportunityState]:
    held = states(asked.question, asked.workspace)
    if asked.status == OPEN:
        return held.filter(expected_in(asked.question), status=StateStatus.OPEN)
    if asked.status == CLOSED:
        return held.filter(closed_in(asked), status__in=(StateStatus.WON, StateStatus.LOST))
    return held.filter(closed_in(asked) if asked.status != ARCHIVED else Q(), status=asked.status)


def closed_in(asked: Asked) -> Q:
    """Of closed deals the period is that of their closing."""
    period = asked.question.period
    return Q(closed_on__range=(period.start, period.end)) if period else Q()


def _weighted(asked: Asked) -> ExpressionWrapper[Any]:
    """Amount × win rate as the database holds them, to order by."""
    rate = Coalesce("win_rate", "stage__win_rate") if asked.is_live else F("win_rate")
    return ExpressionWrapper(F("amount") * rate, output_field=BigIntegerField())
