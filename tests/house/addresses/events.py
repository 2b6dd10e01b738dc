"""Events and their guests: the event is its host's, a guest that of their own account."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, CREATES, INVITES, SEES, SIGNED_IN, WRITES, Address

PAGES = {
    "events:list": Address(SIGNED_IN),
    "events:choices": Address(SIGNED_IN),
    "events:new": Address(CREATES),
    "events:event": Address(SEES),
    "events:print": Address(SEES),
    "events:edit": Address(WRITES),
    "events:state": Address(WRITES, "POST", {"state": "cancelled"}),
    "events:archive": Address(WRITES, "POST"),
    "events:restore": Address(WRITES, "POST"),
    "events:invite": Address(INVITES, query="?q=zebra"),
    "events:mark": Address(SEES, "POST", {"guest": "$guest_id", "came": "no"}),
    "events:guest": Address(WRITES),
    "events:came": Address(WRITES, "POST", {"came": "no"}),
    "events:answer": Address(WRITES, "POST", {"answer": "accepted"}),
    "events:remove_guest": Address(WRITES, "POST"),
    "events:restore_guest": Address(WRITES, "POST"),
}

SETTINGS = {
    "events:kinds": Address(ADMINISTERS),
    "events:new_kind": Address(ADMINISTERS),
    "events:kind": Address(ADMINISTERS),
    "events:order_kind": Address(ADMINISTERS, "POST"),
    "events:archive_kind": Address(ADMINISTERS, "POST"),
    "events:restore_kind": Address(ADMINISTERS, "POST"),
}

OPERATIONS: dict[str, Address] = {
    "listEventKinds": Address(SIGNED_IN),
    "listEvents": Address(SIGNED_IN),
    "createEvent": Address(CREATES, data={"name": "Fair", "kind": "Training", "starts_on": "2026-12-03"}),
    "getEvent": Address(SEES),
    "changeEvent": Address(WRITES, data={"place": "Hall 2"}),
    "archiveEvent": Address(WRITES),
    "restoreEvent": Address(WRITES),
    "inviteGuests": Address(INVITES, data={"contacts": "$whom"}),
    "listGuests": Address(SIGNED_IN),
    "getGuest": Address(SEES),
    "changeGuest": Address(WRITES, data={"answer": "accepted"}),
    "removeGuest": Address(WRITES),
    "restoreGuest": Address(WRITES),
}

FIGURE_OPTIONS: dict[str, str] = {
    "events.attendance": "",
    "events.cost_per_guest": "",
    "events.followed": "",
    "events.pipeline": "",
}
