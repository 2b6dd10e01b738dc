"""Signals of change, the rules that say what a change is likely to need, and what comes of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Signal, SignalRule
from keyaccount.apps.accounts.services import signals
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.portfolio.models import RuleProduct
from keyaccount.apps.portfolio.queries.signals import Followed, followed, signals_seen
from keyaccount.apps.portfolio.services.following import follow_signal
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, equal, ids
from keyaccount.surfaces.api.records import changed, given, made, shown
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.resources.opportunity_shapes import OPPORTUNITY
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.knowledge import (
    DismissIn,
    FollowIn,
    SignalIn,
    SignalOut,
    SignalRuleOut,
    SignalRulesAsked,
    SignalsAsked,
)
from keyaccount.surfaces.api.schemas.opportunities import OpportunityOut
from keyaccount.surfaces.api.shapes import Part, Shape, show_related

router = Router(tags=["Signals"])
of_rules = Router(tags=["Signals"])


class SignalShape(Shape[Signal]):
    """What came of signals is looked up for all of a page together."""

    def show_all(self, records: Sequence[Signal], names: tuple[str, ...], viewer: User) -> list[dict[str, Any]]:
        for one in followed(records, viewer):
            one.signal.followed = one  # type: ignore[attr-defined]
        return super().show_all(records, names, viewer)


def _followed(signal: Any) -> Followed:
    found: Followed = signal.followed
    return found


SIGNAL = SignalShape(
    SignalOut,
    {
        "account": shapes.related("account"),
        "rule": Part(lambda signal: signal.rule and {"id": signal.rule.pk, "name": signal.rule.label}, ("rule",)),
        "likely_need": Part(lambda signal: signal.rule.likely_need if signal.rule else "", ("rule",)),
        "products": Part(lambda signal: [show_related(product) for product in _followed(signal).products]),
        "author": shapes.person("author"),
        "outcome": Part(lambda signal: str(_followed(signal).outcome)),
        "opportunity": Part(lambda signal: deal.pk if (deal := _followed(signal).deal) else None),
    },
)
LIST: Listing[Signal] = Listing(
    SIGNAL,
    SignalsAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("on", "created_at")}},
    filters={
        "archived": archived,
        "account": ids("account"),
        "industry": equal("industry"),
        "kind": equal("kind"),
        "rule": ids("rule"),
        "author": ids("author"),
        "unsettled": lambda value, viewer: (
            equal("pk__in")(signals_seen(viewer, unsettled=True).order_by(), viewer)
            if value
            else equal("pk__isnull")(False, viewer)
        ),
        "on__gte": equal("on__gte"),
        "on__lte": equal("on__lte"),
    },
)
RULE: Shape[SignalRule] = Shape(
    SignalRuleOut,
    {
        "products": Part(
            lambda rule: [show_related(one.product) for one in rule.products.all()],
            fetches=(
                Prefetch("products", RuleProduct.objects.filter(product__archived_at=None).select_related("product")),
            ),
        )
    },
)
RULES: Listing[SignalRule] = Listing(
    RULE,
    SignalRulesAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("position", "name")}},
    filters={"archived": archived, "kind": equal("kind")},
)
RELATIONS = {"account": references.ACCOUNT, "rule": references.SIGNAL_RULE}


@of_rules.get(
    "", response=Page[SignalRuleOut], operation_id="listSignalRules", summary="List what changes are likely to need"
)
def list_rules(request: HttpRequest, asked: Query[SignalRulesAsked]) -> HttpResponse:
    return RULES.answer(request, asked, SignalRule.objects.all())


@router.get("", response=Page[SignalOut], operation_id="listSignals", summary="List signals")
def list_signals(request: HttpRequest, asked: Query[SignalsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Signal.objects.visible_to(user_of(request)))


@router.post("", response={201: SignalOut}, operation_id="recordSignal", summary="Write down a signal")
def record_signal(request: HttpRequest, item: SignalIn) -> HttpResponse:
    """Of an account, or of an industry."""
    values = Finder(user_of(request)).values(given(item, SIGNAL, request), RELATIONS)
    if values.get("link") is not None:
        values["link"] = str(values["link"])
    return made(request, SIGNAL, signals.record_signal(values=values, act=act_of(request)))


@router.get("/{signal_id}", response=SignalOut, operation_id="getSignal", summary="One signal")
def get_signal(request: HttpRequest, signal_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, SIGNAL, Signal.objects.visible_to(user_of(request)), signal_id, fields)


@router.post(
    "/{signal_id}/follow",
    response={201: OpportunityOut},
    operation_id="followSignal",
    summary="Make the opportunity that a signal suggests",
)
def follow(request: HttpRequest, signal_id: RecordId, item: FollowIn) -> HttpResponse:
    product = Finder(user_of(request)).one(references.PRODUCT, item.product, "product") if item.product else None
    deal: Opportunity = follow_signal(signal_id=signal_id, product_id=product and product.pk, act=act_of(request))
    return changed(request, OPPORTUNITY, deal, status=201)


@router.post(
    "/{signal_id}/dismiss", response=SignalOut, operation_id="dismissSignal", summary="Say why nothing comes of it"
)
def dismiss(request: HttpRequest, signal_id: RecordId, item: DismissIn) -> HttpResponse:
    signal = signals.dismiss_signal(signal_id=signal_id, reason=item.reason, act=act_of(request))
    return changed(request, SIGNAL, signal)


@router.post(
    "/{signal_id}/take-up", response=SignalOut, operation_id="takeUpSignal", summary="Take a dismissed signal up again"
)
def take_up(request: HttpRequest, signal_id: RecordId) -> HttpResponse:
    return changed(request, SIGNAL, signals.take_up_again(signal_id=signal_id, act=act_of(request)))
