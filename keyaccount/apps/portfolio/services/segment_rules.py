"""Setting the thresholds of the segments: what held before stays for the days it held."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import SegmentRules
from keyaccount.apps.portfolio.models.segment_rules import USUAL
from keyaccount.apps.portfolio.queries.segment_rules import rules_at
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import Invalid

FIELDS = ("medium_from", "high_from", "share_from")


@transaction.atomic
def set_rules(*, medium_from: Decimal, high_from: Decimal, share_from: Decimal, act: Act) -> SegmentRules | None:
    """None when nothing changes."""
    access.administrator(act)
    before = rules_at(clock.day_of(act.now, load_workspace().zone))
    held = before.thresholds if before else USUAL
    wanted = SegmentRules(
        medium_from=medium_from, high_from=high_from, share_from=share_from, valid_from=act.now, set_by=act.actor
    )
    changes = {name: (getattr(held, name), getattr(wanted, name)) for name in FIELDS}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return before
    _check(wanted)
    wanted.save(force_insert=True)
    audit.record(act, wanted, AuditAction.CHANGED, changes)
    return wanted


def _check(wanted: SegmentRules) -> None:
    fields: dict[str, str] = {}
    try:
        wanted.full_clean(exclude=["valid_from", "set_by"], validate_constraints=False)
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    if not fields and wanted.medium_from > wanted.high_from:
        fields["medium_from"] = str(_("Medium potential begins below high potential, or where it begins."))
    if not fields and wanted.share_from <= 0:
        fields["share_from"] = str(_("Give a share above 0."))
    if fields:
        raise Invalid(fields=fields)
