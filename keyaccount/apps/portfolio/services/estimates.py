"""Saying what an account buys a year in our categories: every word is an entry of its own, none is changed later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Currency
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import Invalid

FIELDS = ("amount", "currency", "source", "on", "confidence")


@transaction.atomic
def add_estimate(*, account_id: int, values: Mapping[str, Any], act: Act) -> AccountEstimate:
    """values: amount and source; currency (else the base currency), `on` (else today), confidence (else medium)."""
    account = access.writable(Account, account_id, act)
    workspace = load_workspace()
    today = clock.day_of(act.now, workspace.zone)
    given = {"currency": workspace.base_currency, "on": today, **{key: values[key] for key in FIELDS if key in values}}
    estimate = AccountEstimate(account=account, author=act.actor, created_at=act.now, **given)
    _check(estimate)
    if estimate.on > today:
        raise Invalid(fields={"on": str(_("An estimate says what is so by now; give a day up to today."))})
    estimate.save(force_insert=True)
    audit.record(act, estimate, AuditAction.CREATED, _told(estimate))
    return estimate


def _check(estimate: AccountEstimate) -> None:
    try:
        estimate.full_clean(exclude=["created_at"])
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    if not Currency.objects.filter(code=estimate.currency, is_active=True).exists():
        raise Invalid(fields={"currency": str(_("This currency is not in use here."))})


def _told(estimate: AccountEstimate) -> dict[str, tuple[None, Any]]:
    return {name: (None, getattr(estimate, name)) for name in FIELDS}
