"""The figures of people at an account: each registers itself when this package is imported."""

from keyaccount.apps.contacts.figures import people, ties

__all__ = ["people", "ties"]
