"""The figures of events: each registers itself when this package is imported."""

from keyaccount.apps.events.figures import costs, deals, guests

__all__ = ["costs", "deals", "guests"]
