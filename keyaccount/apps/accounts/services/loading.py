"""Writing accounts in bulk: what create_account and update_account do, for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.searching import search_text
from keyaccount.apps.workspace.services.loading import Load, Outcome, Row, Spec, load_records
from keyaccount.kernel.errors import Fact, gettext_noop


class OwnParent(Fact):
    message = gettext_noop("The parent company is the account itself or stands below it already.")


def load_accounts(rows: Sequence[Row], load: Load) -> list[Outcome]:
    family = _Family(any(row.values.get("parent_id") for row in rows))
    return load_records(Spec(Account, computed=_computed, refusal=family.refusal), rows, load)


def _computed(values: Mapping[str, Any]) -> dict[str, str]:
    return {"search": search_text(values["name"], values["short_name"], values["domain"])}


class _Family:
    """Who stands under whom, so that parents form no circle; follows the batch as it is sorted."""

    def __init__(self, asked: bool) -> None:  # whether any row names a parent
        linked = Account.objects.exclude(parent=None).order_by() if asked else Account.objects.none()
        self.parents: dict[int, int | None] = dict(linked.values_list("pk", "parent_id"))

    def refusal(self, values: Mapping[str, Any], before: Mapping[str, Any] | None, load: Load) -> Fact | None:
        child, parent = values.get("id"), values.get("parent_id")
        if child is None or parent is None:
            return None
        above: int | None = parent
        seen: set[int] = set()
        while above is not None and above not in seen:
            if above == child:
                return OwnParent()
            seen.add(above)
            above = self.parents.get(above)
        self.parents[child] = parent
        return None
