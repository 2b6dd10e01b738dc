"""Accounts."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, CREATES, SEES, SIGNED_IN, TEAM_ONLY, TENDS, WRITES, Address

PAGES = {
    "accounts:list": Address(SIGNED_IN),
    "accounts:totals": Address(SIGNED_IN),
    "accounts:choices": Address(SIGNED_IN),
    "accounts:hygiene": Address(SIGNED_IN),
    "accounts:pick": Address(SIGNED_IN, query="?q=zebra"),
    "accounts:new": Address(CREATES),
    "accounts:account": Address(SEES),
    "accounts:late": Address(SEES),
    "accounts:why": Address(SEES),
    "accounts:edit": Address(WRITES),
    "accounts:standing": Address(WRITES),
    "accounts:archive": Address(WRITES, "POST"),
    "accounts:restore": Address(WRITES, "POST"),
    "accounts:add_member": Address(WRITES),
    "accounts:remove_member": Address(WRITES, "POST"),
    "accounts:rivals": Address(SIGNED_IN),
    "accounts:rival": Address(SIGNED_IN),
    "accounts:new_rival": Address(CREATES),
    "accounts:edit_rival": Address(CREATES),
    "accounts:archive_rival": Address(CREATES, "POST"),
    "accounts:new_rival_note": Address(TEAM_ONLY),
    "accounts:rival_note": Address(TEAM_ONLY),
    "accounts:archive_rival_note": Address(TEAM_ONLY, "POST"),
    "accounts:portrait": Address(SEES),
    "accounts:portrait_answer": Address(WRITES),
    "accounts:portrait_answers": Address(SEES),
}

SETTINGS = {
    "accounts:portrait_questions": Address(ADMINISTERS),
    "accounts:new_portrait_question": Address(ADMINISTERS),
    "accounts:portrait_question": Address(ADMINISTERS),
    "accounts:move_portrait_question": Address(ADMINISTERS, "POST"),
    "accounts:archive_portrait_question": Address(ADMINISTERS, "POST"),
    "accounts:restore_portrait_question": Address(ADMINISTERS, "POST"),
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
    "getPortrait": Address(SEES),
    "answerPortraitQuestion": Address(WRITES, data={"answer": "300 people", "source": "report"}),
    "listPortraitAnswers": Address(SIGNED_IN),
    "listRivals": Address(SIGNED_IN),
    "createRival": Address(CREATES, data={"name": "New"}),
    "getRival": Address(SIGNED_IN),
    "changeRival": Address(CREATES, data={"strengths": "Price"}),
    "archiveRival": Address(CREATES),
    "restoreRival": Address(CREATES),
    "listRivalNotes": Address(SIGNED_IN),
    "addRivalNote": Address(TENDS, data={"rival": "Bolt", "text": "x"}),
    "changeRivalNote": Address(TEAM_ONLY, data={"text": "x"}),
    "archiveRivalNote": Address(TEAM_ONLY),
}

FIGURE_OPTIONS: dict[str, str] = {
    "accounts.hygiene": "",
    "accounts.industry_heat": "period=2026",
    "accounts.portrait_completeness": "",
}
