"""The workspace's own settings: its name, zone, fiscal year and the threshold of off-funnel orders.

The base currency is changed by `pipeline.services.base_currency`, which knows what stands on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Currency, ExchangeRate, Workspace
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Invalid

WORKSPACE_FIELDS = ("name", "time_zone", "fiscal_year_start", "off_funnel_threshold")


@transaction.atomic
def change_workspace(*, values: Mapping[str, Any], act: Act, seen: int | None = None) -> Workspace:
    access.administrator(act)
    workspace = locked_workspace()
    changes = revising.assign(workspace, {name: values[name] for name in WORKSPACE_FIELDS if name in values}, seen)
    if not changes:
        return workspace
    _check(workspace)
    revising.write(workspace, changes, act)
    return workspace


def write_base_currency(code: str, act: Act) -> Workspace:
    """Only the writing, inside the caller's transaction. All rates go: each tells a worth in the old currency."""
    access.administrator(act)
    workspace = locked_workspace()
    Currency.objects.filter(code=code, is_active=True).get()
    audit.record_many(audit.entry(act, rate, AuditAction.REMOVED) for rate in ExchangeRate.objects.all())
    ExchangeRate.objects.all().delete()
    revising.write(workspace, revising.assign(workspace, {"base_currency": code}), act)
    return workspace


def locked_workspace() -> Workspace:
    return Workspace.objects.select_for_update().get(pk=1)


def _check(workspace: Workspace) -> None:
    revising.check(workspace)
    fields: dict[str, str] = {}
    if not workspace.name.strip():
        fields["name"] = str(_("Give the workspace a name."))
    if workspace.time_zone not in available_timezones():
        fields["time_zone"] = str(_("There is no such time zone. Choose one from the list."))
    if workspace.off_funnel_threshold < 0:
        fields["off_funnel_threshold"] = str(_("The threshold cannot be below zero."))
    if fields:
        raise Invalid(fields=fields)
