"""The figures of the pipeline: each registers itself when this package is imported."""

from keyaccount.apps.pipeline.figures import (
    changes,
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
    target_parts,
    targets,
    win_loss,
)

__all__ = [
    "changes",
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
    "target_parts",
    "targets",
    "win_loss",
]
