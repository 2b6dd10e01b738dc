"""People, teams, jobs, settings."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, AUDITS, CREATES, ONLY_LIN, OWN, SIGNED_IN, WRITES, Address, Answer

DISMISSES = {**CREATES, "stranger": Answer.HIDDEN}

PAGES = {
    "workspace:save_view": Address(SIGNED_IN, "POST", {"name": "Mine"}),
    "workspace:keep_columns": Address(SIGNED_IN, "POST", {"columns": "amount"}),
    "workspace:remove_view": Address(ONLY_LIN, "POST"),
    "workspace:pick_person": Address(SIGNED_IN),
    "workspace:pick_owner": Address(SIGNED_IN),
    "workspace:quality": Address(SIGNED_IN),
    "workspace:duplicates": Address(SIGNED_IN),
    "workspace:search_duplicates": Address(CREATES, "POST"),
    "workspace:merge": Address(WRITES),
    "workspace:dismiss_pair": Address(DISMISSES, "POST"),
    "workspace:reopen_pair": Address(DISMISSES, "POST"),
    "workspace:undo_merge": Address(WRITES, "POST"),
    "workspace:choose_records": Address(CREATES, "POST", {"deed": "archive", "ids": "$account_id"}),
    "workspace:bulk_change": Address(OWN),
    "workspace:undo_bulk": Address(OWN, "POST"),
    "workspace:jobs": Address(SIGNED_IN),
    "workspace:job": Address(OWN),
    "workspace:job_line": Address(OWN),
    "workspace:job_state": Address(OWN),
    "workspace:cancel_job": Address(OWN, "POST"),
    "workspace:try_job_again": Address(OWN, "POST"),
    "workspace:settings": Address(SIGNED_IN),
    "workspace:general": Address(ADMINISTERS),
    "workspace:people": Address(ADMINISTERS),
    "workspace:new_person": Address(ADMINISTERS),
    "workspace:person": Address(ADMINISTERS),
    "workspace:set_password": Address(ADMINISTERS),
    "workspace:password_link": Address(ADMINISTERS, "POST"),
    "workspace:forget_second_step": Address(ADMINISTERS, "POST"),
    "workspace:lift_lock": Address(ADMINISTERS, "POST"),
    "workspace:teams": Address(ADMINISTERS),
    "workspace:new_team": Address(ADMINISTERS),
    "workspace:team": Address(ADMINISTERS),
    "workspace:remove_team": Address(ADMINISTERS, "POST"),
    "workspace:roles": Address(ADMINISTERS),
    "workspace:role": Address(ADMINISTERS),
    "workspace:audit": Address(AUDITS),
    "workspace:security": Address(SIGNED_IN),
    "workspace:tokens": Address(SIGNED_IN),
    "workspace:revoke_token": Address(OWN, "POST"),
}

OPERATIONS: dict[str, Address] = {
    "getMe": Address(SIGNED_IN),
    "listTokens": Address(SIGNED_IN),
    "createToken": Address(SIGNED_IN, data={"name": "Mine"}),
    "revokeToken": Address(OWN),
    "listUsers": Address(SIGNED_IN),
    "getUser": Address(SIGNED_IN),
    "listTeams": Address(SIGNED_IN),
    "getTeam": Address(SIGNED_IN),
    "listJobs": Address(SIGNED_IN),
    "getJob": Address(OWN),
    "cancelJob": Address(OWN),
    "retryJob": Address(OWN),
}
