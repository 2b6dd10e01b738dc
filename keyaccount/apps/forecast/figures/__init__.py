"""The figures of the forecast: each registers itself when this package is imported."""

from keyaccount.apps.forecast.figures import judging, methods, odds

__all__ = ["judging", "methods", "odds"]
