"""The figures of the pipeline: each registers itself when this package is imported."""

from keyaccount.apps.pipeline.figures import (
    conversion,
    flow,
    forecast,
    funnel,
    outcomes,
    pace,
    people,
    referrals,
    sales,
    win_loss,
)

__all__ = ["conversion", "flow", "forecast", "funnel", "outcomes", "pace", "people", "referrals", "sales", "win_loss"]
