"""The models of events."""

from keyaccount.apps.events.models.event import Answer, Event, EventState, Guest
from keyaccount.apps.events.models.kinds import EventKind

__all__ = ["Answer", "Event", "EventKind", "EventState", "Guest"]
