"""What each role sees and writes. Nobody writes further than they see, and somebody can always administer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Reach, Role
from keyaccount.apps.workspace.services import access, revising
from keyaccount.apps.workspace.services.people import refuse_without_administrator
from keyaccount.apps.workspace.visibility import FIELD_GROUPS
from keyaccount.kernel.errors import Invalid, NotFound

ROLE_FIELDS = (
    "reads",
    "writes",
    "field_groups",
    "may_import",
    "may_export",
    "may_set_targets",
    "may_administer",
)
WIDTH = {reach: place for place, reach in enumerate(Reach.values)}


@transaction.atomic
def change_role(*, role_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> Role:
    access.administrator(act)
    role = Role.objects.select_for_update().filter(pk=role_id).first()
    if role is None:
        raise NotFound
    changes = revising.assign(role, _in_order(values), seen)
    if not changes:
        return role
    revising.check(role, exclude=["field_groups"])
    _check(role)
    revising.write(role, changes, act)
    if "may_administer" in changes:
        refuse_without_administrator(role.label)
    return role


def _in_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """The field groups in the order of their list, so that the same choice is the same value."""
    chosen = dict(values)
    if "field_groups" in chosen:
        unknown = set(chosen["field_groups"]) - set(FIELD_GROUPS)
        if unknown:
            raise Invalid(fields={"field_groups": str(_("There is no such group of fields."))})
        chosen["field_groups"] = [group for group in FIELD_GROUPS if group in chosen["field_groups"]]
    return chosen


def _check(role: Role) -> None:
    if WIDTH[role.writes] > WIDTH[role.reads]:
        raise Invalid(fields={"writes": str(_("Nobody can write what they do not see: widen what the role sees."))})
