"""Questions to the rows that a query set gives: Django's query sets group but once, and no window."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

DAYS_OF_TIME = {"postgresql": "EXTRACT(DAY FROM justify_hours({}))::int", "sqlite": "{} / 86400000000"}
DAYS_BETWEEN = {"postgresql": "{1} - {0}", "sqlite": "CAST(julianday({1}) - julianday({0}) AS integer)"}


def from_rows(sql: str, rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The answer to `sql`, where {rows} stands for the query set."""
    try:
        inner, given = rows.query.get_compiler(using=rows.db).as_sql()
    except EmptyResultSet:
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql.replace("{rows}", inner), given)
        return list(cursor.fetchall())


def whole_days(rows: QuerySet[Any, Any], time: str) -> str:
    """SQL for the whole days of a length of time, as Django keeps it."""
    return DAYS_OF_TIME[connections[rows.db].vendor].format(time)


def days_between(rows: QuerySet[Any, Any], first: str, last: str) -> str:
    """SQL for the days from one date to another."""
    return DAYS_BETWEEN[connections[rows.db].vendor].format(first, last)
