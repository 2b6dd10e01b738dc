"""The principles that accounts themselves can answer, and those that nothing is recorded about yet."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.queries import has_file
from keyaccount.apps.accounts.queries.hygiene import Check, add


def add_checks() -> None:
    add(
        Check(
            "file",
            _("There is a file on them"),
            10,
            judge=has_file.judge,
            fix=lambda account_id: reverse("accounts:portrait", args=[account_id]),
            broken=lambda missing: gettext("Nothing is answered in the portrait and no file is attached."),
        )
    )
    add(Check("books", _("Clear books: no receivable without a due date"), 20))
    add(Check("rules", _("Rules kept: no discount without approval"), 30))
    add(Check("complaints", _("Every complaint ends with a result"), 50))
