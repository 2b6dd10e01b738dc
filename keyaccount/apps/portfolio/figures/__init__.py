"""The figures of the portfolio: each registers itself when this package is imported."""

from keyaccount.apps.portfolio.figures import pareto

__all__ = ["pareto"]
