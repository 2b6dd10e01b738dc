"""The principle that visits answer for."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from keyaccount.apps.accounts.queries.hygiene import Check, add
from keyaccount.apps.contacts.queries import objectives


def add_checks() -> None:
    add(
        Check(
            "objective",
            _("Every visit has an objective"),
            40,
            judge=objectives.judge,
            fix=lambda account_id: f"{reverse('contacts:list')}?account={account_id}",
            broken=lambda missing: (
                ngettext(
                    "%(count)d visit of the last year has no purpose written.",
                    "%(count)d visits of the last year have no purpose written.",
                    missing,
                )
                % {"count": missing}
            ),
        )
    )
