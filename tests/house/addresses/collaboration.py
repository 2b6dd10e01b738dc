"""Files, photos, comments and mentions."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, SEES, WRITES, Address

PAGES = {
    "collaboration:attach": Address(WRITES, "POST"),
    "collaboration:download": Address(SEES),
    "collaboration:preview": Address(SEES),
    "collaboration:look": Address(SEES),
    "collaboration:remove_file": Address(WRITES, "POST"),
    "collaboration:restore_file": Address(WRITES, "POST"),
    "collaboration:erase_file": Address(ADMINISTERS),
    "collaboration:photo": Address(SEES),
    "collaboration:set_photo": Address(WRITES),
    "collaboration:remove_photo": Address(WRITES, "POST"),
    "collaboration:rules": Address(ADMINISTERS),
}
