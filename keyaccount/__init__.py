"""KeyAccount: key account management whose every number says how it came about."""

__version__ = "0.1.0"
