"""People at accounts."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, ANSWERS, CREATES, SEES, SIGNED_IN, TENDS, WRITES, Address

LINE = {"source": "$colleague", "target": "$person", "kind": "influence"}
PAGES = {
    "contacts:list": Address(SIGNED_IN),
    "contacts:choices": Address(SIGNED_IN),
    "contacts:pick": Address(SIGNED_IN, query="?q=zebra"),
    "contacts:new": Address(CREATES),
    "contacts:contact": Address(SEES),
    "contacts:why": Address(SEES),
    "contacts:edit": Address(WRITES),
    "contacts:move": Address(WRITES),
    "contacts:archive": Address(WRITES, "POST"),
    "contacts:restore": Address(WRITES, "POST"),
    "contacts:map": Address(SEES),
    "contacts:map_rules": Address(ADMINISTERS),
    "contacts:map_person": Address(SEES),
    "contacts:map_place": Address(WRITES, "POST", {"contact": "$person", "x": "8", "y": "8"}),
    "contacts:map_arrange": Address(WRITES, "POST", {"spots": ""}),
    "contacts:map_report": Address(WRITES, "POST", {"contact": "$person", "superior": "$colleague"}),
    "contacts:map_roles": Address(WRITES, "POST", {"contact": "$person", "roles": "user"}),
    "contacts:map_reading": Address(WRITES, "POST", {"contact": "$person", "where": "champion", "assumed": "on"}),
    "contacts:map_withdraw": Address(WRITES, "POST"),
    "contacts:map_restore": Address(WRITES, "POST"),
    "contacts:map_link": Address(WRITES, "POST", {**LINE, "strength": "2"}),
    "contacts:map_erase": Address(WRITES, "POST", LINE),
    "contacts:plan": Address(SEES),
    "contacts:plan_line": Address(WRITES),
    "contacts:data": Address(ANSWERS),
    "contacts:export_data": Address(ANSWERS, "POST", {"request": "a letter"}),
    "contacts:erase": Address(ANSWERS),
    "contacts:personal": Address(TENDS),
    "contacts:rival_notes": Address(TENDS),
    "contacts:new_day": Address(TENDS),
    "contacts:day": Address(TENDS),
    "contacts:remove_day": Address(TENDS, "POST"),
    "contacts:new_visit": Address(WRITES),
    "contacts:visit": Address(WRITES),
    "contacts:archive_visit": Address(WRITES, "POST"),
    "contacts:restore_visit": Address(WRITES, "POST"),
}

SETTINGS = {
    "contacts:relationships": Address(ADMINISTERS),
    "contacts:new_relationship": Address(ADMINISTERS),
    "contacts:relationship": Address(ADMINISTERS),
    "contacts:order_relationship": Address(ADMINISTERS, "POST"),
    "contacts:archive_relationship": Address(ADMINISTERS, "POST"),
    "contacts:restore_relationship": Address(ADMINISTERS, "POST"),
    "contacts:advice_card": Address(ADMINISTERS),
}

OPERATIONS: dict[str, Address] = {
    "upsertContacts": Address(SIGNED_IN, data={"items": [{"external_id": "x-1", "name": "New"}]}),
    "listContacts": Address(SIGNED_IN),
    "createContact": Address(CREATES, data={"name": "New"}),
    "getContact": Address(SEES),
    "changeContact": Address(WRITES, data={"title": "CEO"}),
    "archiveContact": Address(WRITES),
    "restoreContact": Address(WRITES),
    "exportContactData": Address(ANSWERS, data={"request": "a letter"}),
    "eraseContact": Address(ANSWERS, data={"request": "a letter", "typed_name": "nobody"}),
    "getPersonal": Address(TENDS),
    "changePersonal": Address(TENDS, data={"interests": "Chess"}),
    "addSpecialDay": Address(TENDS, data={"kind": "wedding", "month": 5, "day": 1}),
    "changeSpecialDay": Address(TENDS, data={"note": "Cake"}),
    "removeSpecialDay": Address(TENDS),
    "listReadings": Address(SIGNED_IN),
    "recordReading": Address(WRITES, data={"dynamics_high": True, "receptivity_high": True, "assumed": True}),
    "getReading": Address(SEES),
    "withdrawReading": Address(WRITES),
    "restoreReading": Address(WRITES),
    "listInfluenceLinks": Address(SIGNED_IN),
    "drawInfluenceLink": Address(WRITES, data={"target": "$colleague", "kind": "conflict"}),
    "getInfluenceLink": Address(SEES),
    "changeInfluenceLink": Address(WRITES, data={"strength": 3}),
    "eraseInfluenceLink": Address(WRITES),
    "listVisits": Address(SIGNED_IN),
    "recordVisit": Address(WRITES, data={"made_on": "2026-11-12"}),
    "getVisit": Address(SEES),
    "changeVisit": Address(WRITES, data={"result": "Agreed"}),
    "archiveVisit": Address(WRITES),
    "restoreVisit": Address(WRITES),
}

FIGURE_OPTIONS: dict[str, str] = {
    "people.coverage": "",
    "people.support": "",
    "people.warnings": "",
}
