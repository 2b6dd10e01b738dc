"""Histories as long as those of a workspace in its tenth year: ten states a deal, with close dates that slipped."""

from __future__ import annotations

from django.db import connection, transaction

from keyaccount.apps.pipeline.models import OpportunityState
from keyaccount.apps.workspace.services import bulk

PIECES = 3
SAME = (
    "opportunity_id status stage_id win_rate currency base_amount opened_on closed_on cycle_days close_reason_id "
    "account_id owner_id team_id evidence changed_by_id surface"
)


@transaction.atomic
def lengthen() -> int:
    """Cut every state that has ended into three, whose amount and close date move a little; how many there are now."""
    table = OpportunityState._meta.db_table
    same = ", ".join(SAME.split())
    third = f"(valid_to - valid_from) / {PIECES}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")
        last = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO {table} ({same}, turns, amount, expected_close, valid_from, valid_to) "
            f"SELECT {same}, false, amount * (100 + piece) / 100, expected_close - 7 * ({PIECES} - piece), "
            f"valid_from + {third} * piece, CASE WHEN piece < {PIECES - 1} THEN valid_from + {third} * (piece + 1) "
            f"ELSE valid_to END FROM {table}, generate_series(1, {PIECES - 1}) piece WHERE valid_to IS NOT NULL"
        )
        cursor.execute(
            f"UPDATE {table} SET valid_to = valid_from + {third}, expected_close = expected_close - {7 * PIECES} "
            f"WHERE valid_to IS NOT NULL AND id <= %s",
            [last],
        )
    bulk.refresh_statistics(OpportunityState)
    return OpportunityState.objects.count()
