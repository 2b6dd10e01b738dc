"""Writing accounts in bulk: what create_account and update_account do, for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.searching import search_text
from keyaccount.apps.workspace.services.loading import Load, Outcome, Row, Spec, load_records, no_circle
from keyaccount.kernel.errors import Fact, gettext_noop


class OwnParent(Fact):
    message = gettext_noop("The parent company is the account itself or stands below it already.")


def load_accounts(rows: Sequence[Row], load: Load) -> list[Outcome]:
    refusal = no_circle(Account, "parent_id", OwnParent, load)
    spec = Spec(Account, computed=_computed, refusal=refusal, known_by=("parent_id",))
    return load_records(spec, rows, load)


def _computed(values: Mapping[str, Any]) -> dict[str, str]:
    return {"search": search_text(values["name"], values["short_name"], values["domain"])}
