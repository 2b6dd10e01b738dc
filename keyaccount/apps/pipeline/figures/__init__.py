"""The figures of the pipeline: each registers itself when this package is imported."""

from keyaccount.apps.pipeline.figures import flow, forecast, funnel, outcomes, people, referrals, sales

__all__ = ["flow", "forecast", "funnel", "outcomes", "people", "referrals", "sales"]
