"""Writing accounts in bulk: what create_account and update_account do, for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keyaccount.apps.accounts.models import LEVELS, Account
from keyaccount.apps.accounts.words import search_words
from keyaccount.apps.collaboration.services.tag_loading import TagLoading
from keyaccount.apps.workspace.services.loading import (
    Load,
    Outcome,
    Row,
    Spec,
    any_refusal,
    no_circle,
    sort_out,
    write_changed,
    write_new,
)
from keyaccount.kernel.errors import Fact, gettext_noop

KNOWN_BY = ("parent_id", "name_key", "owner_id")


class OwnParent(Fact):
    message = gettext_noop("The parent company is the account itself or stands below it already.")


class NotALevel(Fact):
    message = gettext_noop("The relationship level is a number from 1 to 10, not %(level)d.")


class StrategicWithoutReason(Fact):
    message = gettext_noop("The account is marked strategic: say in a sentence why.")


def load_accounts(rows: Sequence[Row], load: Load) -> list[Outcome]:
    refusal = any_refusal(_against_standing, no_circle(Account, "parent_id", OwnParent, load))
    spec = Spec(Account, computed=search_words, refusal=refusal, known_by=KNOWN_BY)
    found = sort_out(spec, rows, load)
    tags = TagLoading(spec, found, load)
    write_new(spec, found, load)
    write_changed(spec, found, load)
    tags.write(found, load)
    return found.outcomes


def _against_standing(values: Mapping[str, Any], before: Mapping[str, Any] | None, load: Load) -> Fact | None:
    level = values.get("level")
    if level is not None and level not in LEVELS:
        return NotALevel(level=level)
    if values.get("is_strategic") and not values.get("strategic_reason", "").strip():
        return StrategicWithoutReason()
    return None
