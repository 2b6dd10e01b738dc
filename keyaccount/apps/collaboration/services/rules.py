"""What the workspace takes: the size of a file, the space for all, how many in an hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from keyaccount.apps.collaboration.models import FileRules
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services import access, revising


@transaction.atomic
def change_rules(*, values: Mapping[str, Any], act: Act, seen: int | None = None) -> FileRules:
    access.administrator(act)
    limits = FileRules.objects.select_for_update().get(pk=1)
    revising.revise(limits, values, act, seen=seen)
    return limits
