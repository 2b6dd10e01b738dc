"""The figures of the forecast: each registers itself when this package is imported."""

from keyaccount.apps.forecast.figures import accuracy, categories, judged, judging, methods, odds

__all__ = ["accuracy", "categories", "judged", "judging", "methods", "odds"]
