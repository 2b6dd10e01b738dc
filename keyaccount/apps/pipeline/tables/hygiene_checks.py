"""The principle that lost deals answer for."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from keyaccount.apps.accounts.queries.hygiene import Check, add
from keyaccount.apps.pipeline.queries import reviews


def add_checks() -> None:
    add(
        Check(
            "losses",
            _("Every loss is reviewed"),
            60,
            judge=reviews.judge,
            fix=lambda account_id: f"{reverse('pipeline:table')}?account={account_id}&status=lost&pipeline=all",
            broken=lambda missing: (
                ngettext(
                    "%(count)d lost deal has no reason or nothing learnt written.",
                    "%(count)d lost deals have no reason or nothing learnt written.",
                    missing,
                )
                % {"count": missing}
            ),
        )
    )
