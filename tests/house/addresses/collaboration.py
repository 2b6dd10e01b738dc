"""Files, photos, comments and mentions."""

from __future__ import annotations

from tests.house.rules import (
    ADMINISTERS,
    AUTHOR_OR_ADMIN,
    ONLY_ITS_AUTHOR,
    ONLY_LIN,
    SEES,
    SIGNED_IN,
    WRITES,
    Address,
)

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
    "collaboration:post_comment": Address(SEES, "POST", {"text": "Hello"}),
    "collaboration:older_comments": Address(SEES),
    "collaboration:pick_mention": Address(SEES, query="?q=lin"),
    "collaboration:check_mentions": Address(SEES, query="?text=@wang"),
    "collaboration:change_comment": Address(ONLY_ITS_AUTHOR),
    "collaboration:wordings": Address(SEES),
    "collaboration:remove_comment": Address(AUTHOR_OR_ADMIN, "POST"),
    "collaboration:restore_comment": Address(AUTHOR_OR_ADMIN, "POST"),
    "collaboration:mentions": Address(SIGNED_IN),
    "collaboration:read_mention": Address(ONLY_LIN, "POST"),
    "collaboration:read_all": Address(SIGNED_IN, "POST"),
    "collaboration:rules": Address(ADMINISTERS),
    "collaboration:pick_tag": Address(SIGNED_IN, query="?q=fair"),
    "collaboration:add_tag": Address(WRITES, "POST", {"name": "wave"}),
    "collaboration:remove_tag": Address(WRITES, "POST", {"name": "fair"}),
    "collaboration:tags": Address(ADMINISTERS),
    "collaboration:new_tag": Address(ADMINISTERS),
    "collaboration:tag": Address(ADMINISTERS),
    "collaboration:merge_tag": Address(ADMINISTERS),
    "collaboration:retire_tag": Address(ADMINISTERS, "POST"),
    "collaboration:restore_tag": Address(ADMINISTERS, "POST"),
}

OPERATIONS: dict[str, Address] = {
    "listComments": Address(SIGNED_IN),
    "getComment": Address(SEES),
    "postComment": Address(SEES, data={"kind": "account", "record": "$account_id", "text": "Hello"}),
    "changeComment": Address(ONLY_ITS_AUTHOR, data={"text": "Hello again"}),
    "removeComment": Address(AUTHOR_OR_ADMIN),
    "restoreComment": Address(AUTHOR_OR_ADMIN),
    "listFiles": Address(SIGNED_IN),
    "getFile": Address(SEES),
    "downloadFile": Address(SEES),
    "attachFile": Address(SIGNED_IN),
    "archiveFile": Address(WRITES),
    "restoreFile": Address(WRITES),
}
