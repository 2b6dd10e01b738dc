"""The figures of accounts: each registers itself when this package is imported."""

from keyaccount.apps.accounts.figures import heat, hygiene, portrait

__all__ = ["heat", "hygiene", "portrait"]
