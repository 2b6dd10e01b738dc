"""The people of an account, on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.queries.contacts import ON_ACCOUNT, count_of, people_of
from keyaccount.apps.contacts.tables.roles import badges
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    slots.add(
        "account",
        Panel("people", pgettext_lazy("at a customer", "People"), "contacts/on_account.html", people, order=20),
    )


def people(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    user = viewer(request)
    found = people_of(account, user)
    count = count_of(account, user) if len(found) == ON_ACCOUNT else len(found)
    today = today_of(request)
    question = Question(user, today, today, Scope(ScopeKind.ACCOUNT, account.pk, str(account)))
    new = f"{reverse('contacts:new')}?account={account.pk}" if user.role.may_create else ""
    return {
        "people": [(contact, badges(contact.roles.all())) for contact in found],
        "count": count,
        "today": today,
        "support": compute("people.support", question),
        "warnings": compute("people.warnings", question),
        "map_url": reverse("contacts:map", args=[account.pk]),
        "new_url": "" if account.archived_at else new,
        "plan_url": reverse("contacts:plan", args=[account.pk]),
        "matrix_url": reverse("contacts:matrix", args=[account.pk]),
        "list_url": f"{reverse('contacts:list')}?account={account.pk}",
        "trail": ("contacts.contact", [contact.pk for contact in found]),
    }
