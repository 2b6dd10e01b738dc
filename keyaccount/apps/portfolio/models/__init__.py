"""Portfolio records."""

from keyaccount.apps.portfolio.models.estimates import AccountEstimate, Confidence

__all__ = ["AccountEstimate", "Confidence"]
