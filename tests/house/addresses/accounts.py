"""Accounts."""

from __future__ import annotations

from tests.house.rules import CREATES, SEES, SIGNED_IN, WRITES, Address

PAGES = {
    "accounts:list": Address(SIGNED_IN),
    "accounts:totals": Address(SIGNED_IN),
    "accounts:choices": Address(SIGNED_IN),
    "accounts:pick": Address(SIGNED_IN, query="?q=zebra"),
    "accounts:new": Address(CREATES),
    "accounts:account": Address(SEES),
    "accounts:why": Address(SEES),
    "accounts:edit": Address(WRITES),
    "accounts:archive": Address(WRITES, "POST"),
    "accounts:restore": Address(WRITES, "POST"),
    "accounts:add_member": Address(WRITES),
    "accounts:remove_member": Address(WRITES, "POST"),
}

OPERATIONS: dict[str, Address] = {
    "upsertAccounts": Address(SIGNED_IN, data={"items": [{"external_id": "x-1", "name": "New"}]}),
    "listAccounts": Address(SIGNED_IN),
    "createAccount": Address(CREATES, data={"name": "New"}),
    "getAccount": Address(SEES),
    "changeAccount": Address(WRITES, data={"city": "Suzhou"}),
    "archiveAccount": Address(WRITES),
    "restoreAccount": Address(WRITES),
    "addAccountMember": Address(WRITES, data={}),
    "removeAccountMember": Address(WRITES),
}
