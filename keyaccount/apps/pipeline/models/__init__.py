"""Pipeline records."""

from keyaccount.apps.pipeline.models.opportunity import (
    BuyingFactor,
    Factor,
    NeedKind,
    NeedSheet,
    Opportunity,
    OpportunityContact,
    RecurringUnit,
    RevenueKind,
    Status,
)
from keyaccount.apps.pipeline.models.orders import OffFunnelOrder
from keyaccount.apps.pipeline.models.people import DealReading, DealReadingQuerySet
from keyaccount.apps.pipeline.models.products import Product, ProductLine
from keyaccount.apps.pipeline.models.stages import CloseReason, Outcome, Pipeline, Stage
from keyaccount.apps.pipeline.models.states import OpportunityState, StateStatus
from keyaccount.apps.pipeline.models.targets import Measure, Owner, Place, Target, TargetScope

__all__ = [
    "BuyingFactor",
    "CloseReason",
    "DealReading",
    "DealReadingQuerySet",
    "Factor",
    "Measure",
    "NeedKind",
    "NeedSheet",
    "OffFunnelOrder",
    "Opportunity",
    "OpportunityContact",
    "OpportunityState",
    "Outcome",
    "Owner",
    "Pipeline",
    "Place",
    "Product",
    "ProductLine",
    "RecurringUnit",
    "RevenueKind",
    "Stage",
    "StateStatus",
    "Status",
    "Target",
    "TargetScope",
]
