"""Everything the domains hold, to compare before and after; not the audit trail and the log of imports."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from keyaccount.apps.workspace.models import AccessToken, AuditEntry, IdempotentAnswer, Job, Schedule

LOGS = (AuditEntry, AccessToken, IdempotentAnswer, Job, Schedule)


def dump(*, ids: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Model → its rows. Without ids, what refers to a record does so by its name."""
    models = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("keyaccount.apps.")
        for model in config.get_models()
        if model not in LOGS
    ]
    return {model._meta.label_lower: _rows(model, ids=ids) for model in models}


def _rows(model: Any, *, ids: bool) -> list[dict[str, Any]]:
    rows = list(model._base_manager.order_by("pk").values())
    if ids:
        return rows
    named = [_named(model, row) for row in rows]
    return sorted(named, key=str)


def _named(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.primary_key or field.name in {"path", "password"}:
            continue
        if field.is_relation and value is not None:
            value = str(field.related_model._base_manager.get(pk=value))
        found[field.name] = value
    return found
