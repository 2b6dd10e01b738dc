"""Writing accounts in bulk: what create_account and update_account do, for a batch."""

from __future__ import annotations

from collections.abc import Sequence

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.words import search_words
from keyaccount.apps.workspace.services.loading import Load, Outcome, Row, Spec, load_records, no_circle
from keyaccount.kernel.errors import Fact, gettext_noop


class OwnParent(Fact):
    message = gettext_noop("The parent company is the account itself or stands below it already.")


def load_accounts(rows: Sequence[Row], load: Load) -> list[Outcome]:
    refusal = no_circle(Account, "parent_id", OwnParent, load)
    spec = Spec(Account, computed=search_words, refusal=refusal, known_by=("parent_id", "name_key"))
    return load_records(spec, rows, load)
