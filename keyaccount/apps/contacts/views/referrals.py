"""Introductions on the pages of an account and of a person: who introduced them, whom they introduced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen
from keyaccount.apps.accounts.queries.accounts import may_write as may_write_account
from keyaccount.apps.contacts.forms.referral import ReferralForm
from keyaccount.apps.contacts.models import Contact, Referral
from keyaccount.apps.contacts.queries import referrals as queries
from keyaccount.apps.contacts.queries.contacts import contact_seen, may_write
from keyaccount.apps.contacts.services import referrals as service
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.kernel.errors import NotAllowed, NotFound
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel

TEMPLATE = "contacts/referrals.html"


def add_panels() -> None:
    slots.add("account", Panel("referrals", gettext_lazy("Referrals"), TEMPLATE, on_account, order=55))
    slots.add("contact", Panel("referrals", gettext_lazy("Referrals"), TEMPLATE, on_contact, order=40))


def on_account(request: HttpRequest, account: Account) -> Mapping[str, Any] | None:
    rows = queries.of_account(viewer(request), account.pk)
    return _panel(request, rows, "account", account.pk, writes=may_write_account(viewer(request), account), of=account)


def on_contact(request: HttpRequest, contact: Contact) -> Mapping[str, Any] | None:
    rows = queries.of_contact(viewer(request), contact.pk)
    return _panel(request, rows, "contact", contact.pk, writes=may_write(viewer(request), contact), of=contact)


def _panel(
    request: HttpRequest, rows: QuerySet[Referral], kind: str, pk: int, *, writes: bool, of: Any
) -> Mapping[str, Any] | None:
    """None where there is nothing to read and nothing to write."""
    found = list(rows.order_by("-on", "-id")[:50])
    may = writes and of.archived_at is None
    if not found and not may:
        return None
    return {
        "referrals": found,
        "count": len(found) or None,
        "today": today_of(request),
        "new_url": reverse("contacts:new_referral", args=[kind, pk]) if may else "",
        "writable": _writable(request, found),
        "trail": ("contacts.referral", [referral.pk for referral in found]),
    }


def _writable(request: HttpRequest, found: list[Referral]) -> set[int]:
    if not found:
        return set()
    rows = Referral.objects.writable_by(viewer(request)).filter(pk__in=[referral.pk for referral in found])
    return set(rows.order_by().values_list("pk", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    act, introduced = act_of(request), _introduced(request, kind, object_id)
    form = ReferralForm(request.POST or None, user=act.actor, initial={"on": today_of(request)})

    def save(values: dict[str, Any], seen: int | None) -> Referral:
        return service.record_referral(kind=kind, object_id=object_id, values=values, act=act)

    title = _("Who introduced %(name)s") % {"name": introduced}
    return answer_form(request, form, save, Look(title, _back(kind, object_id), said=_("The referral is recorded.")))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, referral_id: int) -> HttpResponse:
    act, found = act_of(request), queries.referral_to_write(viewer(request), referral_id)
    form = ReferralForm(request.POST or None, instance=found, user=act.actor)

    def save(values: dict[str, Any], seen: int | None) -> Referral:
        return service.change_referral(referral_id=referral_id, values=values, act=act, version=seen)

    title = _("Who introduced %(name)s") % {"name": found.introduced}
    return answer_form(request, form, save, Look(title, _back_of(found), said=_("Saved."), record=found))


@require_POST
@page
def archive(request: HttpRequest, referral_id: int) -> HttpResponse:
    act, found = act_of(request), queries.referral_to_write(viewer(request), referral_id)
    look = Look("", _back_of(found), said=_("The referral is archived and counts no more."))
    return answer_act(request, lambda: service.archive_referral(referral_id=referral_id, act=act), look)


@require_POST
@page
def restore(request: HttpRequest, referral_id: int) -> HttpResponse:
    act, found = act_of(request), queries.referral_to_write(viewer(request), referral_id)
    look = Look("", _back_of(found), said=_("The referral counts again."))
    return answer_act(request, lambda: service.restore_referral(referral_id=referral_id, act=act), look)


def _introduced(request: HttpRequest, kind: str, object_id: int) -> Account | Contact:
    user = viewer(request)
    if kind == "account":
        account = account_seen(user, object_id)
        found: Account | Contact = account
        writes = may_write_account(user, account)
    elif kind == "contact":
        found = contact_seen(user, object_id)
        writes = may_write(user, found)
    else:
        raise NotFound
    if not writes:
        raise NotAllowed
    return found


def _back_of(referral: Referral) -> str:
    if referral.account_id is not None:
        return _back("account", referral.account_id)
    return _back("contact", referral.contact_id or 0)


def _back(kind: str, object_id: int) -> str:
    page_of = {"account": "accounts:account", "contact": "contacts:contact"}[kind]
    return f"{reverse(page_of, args=[object_id])}#referrals"
