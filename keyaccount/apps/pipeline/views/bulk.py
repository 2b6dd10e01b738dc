"""Deals, changed many at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.forms.tags import with_tags
from keyaccount.apps.collaboration.services.tag_deeds import DEEDS
from keyaccount.apps.pipeline.forms.opportunity import OpportunityForm
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.asking import read
from keyaccount.apps.pipeline.queries.deals import deals
from keyaccount.apps.pipeline.services import opportunities
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.quality import bulk_kinds
from keyaccount.apps.workspace.queries.quality.bulk_kinds import BulkKind

FIELDS = (
    "owner",
    "account",
    "expected_close",
    "next_step",
    "next_step_on",
    "win_rate",
    "source",
    "rivals",
    "selling_mode",
    "need_kind",
)


def listed(user: User, filters: Mapping[str, str], today: date) -> Any:
    """The deals of the table with these filters, as they stand today: the past is not changed."""
    now = {key: text for key, text in filters.items() if key != "as_of"}
    return deals(read(now, viewer=user, today=today))


def add() -> None:
    bulk_kinds.add(
        BulkKind(
            key="opportunities",
            title=_("Deals"),
            model=Opportunity,
            fields=(*FIELDS, *DEEDS),
            form=lambda user, data: with_tags(OpportunityForm(data, user=user)),
            listed=listed,
            change=lambda pk, values, act: opportunities.update_opportunity(opportunity_id=pk, values=values, act=act),
            archive=lambda pk, act: opportunities.archive_opportunity(opportunity_id=pk, act=act),
            restore=lambda pk, act: opportunities.restore_opportunity(opportunity_id=pk, act=act),
            back="pipeline:table",
            deeds=DEEDS,
        )
    )
