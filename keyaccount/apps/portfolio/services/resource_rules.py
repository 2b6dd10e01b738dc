"""Setting the norms of the stances: what held before stays for the days it held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import ResourceRules
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit
from keyaccount.formulas.resources import Resource, not_whole
from keyaccount.formulas.scorecard import makes_whole
from keyaccount.kernel.errors import Invalid

FIXED = frozenset({"id", "valid_from", "set_by"})
FIELDS = tuple(field.name for field in ResourceRules._meta.concrete_fields if field.name not in FIXED)
NOT_WHOLE = {
    Resource.TIME: _("The norms of time do not make 100%."),
    Resource.PEOPLE: _("The norms of people do not make 100%."),
    Resource.MONEY: _("The norms of money do not make 100%."),
}
EFFORT_NOT_WHOLE = _("The three shares of the effort do not make 100%.")


@transaction.atomic
def set_resource_rules(*, values: Mapping[str, Any], act: Act) -> ResourceRules:
    """values: any of FIELDS; the others stay as they are."""
    access.administrator(act)
    held = rules_at(clock.day_of(act.now, load_workspace().zone))
    given = {name: values.get(name, getattr(held, name)) for name in FIELDS}
    changes = {name: (getattr(held, name), value) for name, value in given.items() if getattr(held, name) != value}
    if not changes:
        return held
    wanted = ResourceRules(**given, valid_from=act.now, set_by=act.actor)
    _check(wanted)
    wanted.save(force_insert=True)
    audit.record(act, wanted, AuditAction.CHANGED, changes)
    return wanted


def _check(wanted: ResourceRules) -> None:
    try:
        wanted.full_clean(exclude=["valid_from", "set_by"], validate_constraints=False)
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    wrong = {f"attack_{resource}": str(NOT_WHOLE[resource]) for resource in not_whole(wanted.norms)}
    if not makes_whole(wanted.effort.values()):
        wrong["effort_selling"] = str(EFFORT_NOT_WHOLE)
    if wrong:
        raise Invalid(fields=wrong)
