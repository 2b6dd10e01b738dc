"""Writing down what serving an account cost, and taking back what was written wrongly: entries, none changed later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import ServingCost
from keyaccount.apps.portfolio.queries.costs import cost_seen
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Currency
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed

FIELDS = ("kind", "amount", "currency", "spent_on", "note")


class AlreadyTakenBack(Fact):
    message = _("This cost was taken back already.")


@transaction.atomic
def add_cost(*, account_id: int, values: Mapping[str, Any], act: Act) -> ServingCost:
    """values: kind and amount; currency (else the base currency), spent_on (else today), note."""
    account = _account(account_id, act)
    workspace = load_workspace()
    today = clock.day_of(act.now, workspace.zone)
    given = {
        "currency": workspace.base_currency,
        "spent_on": today,
        **{key: values[key] for key in FIELDS if key in values},
    }
    cost = ServingCost(account=account, author=act.actor, created_at=act.now, **given)
    _check(cost)
    if cost.spent_on > today:
        raise Invalid(fields={"spent_on": str(_("A cost is written down once it is spent: give a day up to today."))})
    return _written(cost, act)


@transaction.atomic
def take_back_cost(*, account_id: int, cost_id: int, act: Act) -> ServingCost:
    """An entry of the same day and kind that cancels it out; both stay to be read."""
    account = _account(account_id, act)
    cost = cost_seen(act.actor, account_id, cost_id)
    if cost.takes_back_id is not None or ServingCost.objects.filter(takes_back=cost).exists():
        raise AlreadyTakenBack
    back = ServingCost(
        account=account,
        spent_on=cost.spent_on,
        kind=cost.kind,
        amount=-cost.amount,
        currency=cost.currency,
        note=cost.note,
        takes_back=cost,
        author=act.actor,
        created_at=act.now,
    )
    return _written(back, act)


def _account(account_id: int, act: Act) -> Account:
    account = access.writable(Account, account_id, act)
    if not act.actor.sees_group("margin"):
        raise NotAllowed
    return account


def _check(cost: ServingCost) -> None:
    fields: dict[str, str] = {}
    try:
        cost.full_clean(exclude=["created_at"], validate_constraints=False)
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    if "amount" not in fields and cost.amount <= 0:
        fields["amount"] = str(_("Give an amount above 0."))
    if not Currency.objects.filter(code=cost.currency, is_active=True).exists():
        fields["currency"] = str(_("This currency is not in use here."))
    if fields:
        raise Invalid(fields=fields)


def _written(cost: ServingCost, act: Act) -> ServingCost:
    cost.save(force_insert=True)
    told = {name: (None, getattr(cost, name)) for name in FIELDS}
    if cost.takes_back is not None:
        told["takes_back"] = (None, cost.takes_back)
    audit.record(act, cost, AuditAction.CREATED, told)
    return cost
