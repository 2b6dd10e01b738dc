"""The figures of the pipeline: each registers itself when this package is imported."""

from keyaccount.apps.pipeline.figures import (
    conversion,
    due,
    flow,
    forecast,
    funnel,
    measures,
    outcomes,
    pace,
    people,
    referrals,
    sales,
    targets,
    win_loss,
)

__all__ = [
    "conversion",
    "due",
    "flow",
    "forecast",
    "funnel",
    "measures",
    "outcomes",
    "pace",
    "people",
    "referrals",
    "sales",
    "targets",
    "win_loss",
]
