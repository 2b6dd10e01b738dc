"""The figures of accounts: each registers itself when this package is imported."""

from keyaccount.apps.accounts.figures import portrait

__all__ = ["portrait"]
