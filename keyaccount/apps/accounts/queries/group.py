"""A group of companies: an account with all that stand below it, however deep."""

from __future__ import annotations

from keyaccount.apps.accounts.models import Account
from keyaccount.figures import memo


@memo.once
def group_of(head: int) -> tuple[int, ...]:
    """The ids of the account and of every company below it, archived ones too: their deals still count.

    One query a level. It says nothing of who sees them; rows are narrowed to a viewer where they are read.
    """
    found, level = [head], [head]
    while level:
        below = Account.objects.filter(parent_id__in=level).exclude(pk__in=found).order_by()
        level = list(below.values_list("pk", flat=True))
        found += level
    return tuple(found)
