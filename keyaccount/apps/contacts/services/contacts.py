"""Creating and changing people at accounts, and the roles they play."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact, ContactRole
from keyaccount.apps.contacts.services.history import write_state
from keyaccount.apps.contacts.services.next_visit import put_next_visit
from keyaccount.apps.contacts.words import COLUMNS, search_words
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, On
from keyaccount.apps.workspace.services import access, archiving, audit, custom_values, editing
from keyaccount.kernel.errors import Invalid, NotFound

FIELDS = (
    "name",
    "name_latin",
    "account",
    "title",
    "department",
    "reports_to",
    "email",
    "mobile",
    "phone",
    "wechat",
    "address",
    "source",
    "notes",
    "owner",
    "left_on",
    "relationship_stage",
    "visits_a_month",
    "first_concern",
    "external_source",
    "external_id",
)


@transaction.atomic
def create_contact(*, values: Mapping[str, Any], roles: Iterable[str] = (), act: Act) -> Contact:
    access.may_create(act)
    own, beside = editing.apart(custom_values.for_new(On.CONTACTS, values, act))
    contact = Contact(
        **{"owner": act.actor, **own},
        created_at=act.now,
        updated_at=act.now,
    )
    access.may_own(act, contact.owner)
    _may_use(contact, act)
    put_words(contact)
    check(contact)
    put_next_visit(contact)
    contact.save(force_insert=True)
    ContactRole.objects.bulk_create(ContactRole(contact=contact, role=role) for role in dict.fromkeys(roles))
    write_state(contact, act)
    audit.record(act, contact, AuditAction.CREATED, editing.write_beside(contact, beside, act))
    return contact


@transaction.atomic
def update_contact(
    *,
    contact_id: int,
    values: Mapping[str, Any],
    roles: Iterable[str] | None = None,
    act: Act,
    version: int | None = None,
) -> Contact:
    contact = access.writable(Contact, contact_id, act)
    wanted = custom_values.for_change(contact, values, act)
    changes = editing.changed_fields(contact, wanted, version)
    editing.refuse_clashes(contact, changes, version)
    if changes:
        editing.put(contact, changes)
        if "owner" in changes:
            access.may_own(act, contact.owner)
        if {"account", "reports_to"} & set(changes):
            _may_use(contact, act)
        put_words(contact)
        check(contact)
        put_next_visit(contact)
        editing.apply(contact, changes, act, also=[*COLUMNS, "next_visit_by"])
    if roles is not None:
        _set_roles(contact, roles, act)
    write_state(contact, act)
    return contact


def move_contact(*, contact_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Contact:
    """They work elsewhere now (account, title, department): what they were there stays in their history, their roles
    and superior were of that company, and they have not left this one."""
    here = {"title": "", "department": "", **values, "reports_to": None, "left_on": None}
    if here.get("account") is None:
        raise Invalid(fields={"account": str(_("Choose the company they work at now."))})
    return update_contact(contact_id=contact_id, values=here, roles=(), act=act, version=version)


@transaction.atomic
def archive_contact(*, contact_id: int, act: Act) -> Contact:
    contact = access.writable(Contact, contact_id, act)
    archiving.archive(contact, act)  # type: ignore[arg-type]
    write_state(contact, act)
    return contact


@transaction.atomic
def restore_contact(*, contact_id: int, act: Act) -> Contact:
    contact = access.writable(Contact, contact_id, act)
    archiving.restore(contact, act)  # type: ignore[arg-type]
    write_state(contact, act)
    return contact


def _set_roles(contact: Contact, roles: Iterable[str], act: Act) -> None:
    before = sorted(contact.roles.values_list("role", flat=True))
    after = sorted(set(roles))
    if before == after:
        return
    contact.roles.exclude(role__in=after).delete()
    ContactRole.objects.bulk_create(ContactRole(contact=contact, role=role) for role in after if role not in before)
    audit.record(act, contact, AuditAction.CHANGED, {"roles": (before, after)})


def check(contact: Contact) -> None:
    try:
        contact.full_clean(exclude=["created_at", "updated_at", *COLUMNS])
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    if contact.pk and _above(contact):
        raise Invalid(fields={"reports_to": str(_("This person already reports to the contact; choose someone else."))})


def _above(contact: Contact) -> bool:
    """Whether the contact stands among their own superiors."""
    superior, seen = contact.reports_to, set()
    while superior is not None and superior.pk not in seen:
        if superior.pk == contact.pk:
            return True
        seen.add(superior.pk)
        superior = superior.reports_to
    return False


def _may_use(contact: Contact, act: Act) -> None:
    """Only an account and a superior that the actor sees can be chosen."""
    account, superior = contact.account, contact.reports_to
    if account is not None and not Account.objects.visible_to(act.actor).filter(pk=account.pk).exists():
        raise NotFound
    if superior is not None and not Contact.objects.visible_to(act.actor).filter(pk=superior.pk).exists():
        raise NotFound


def put_words(contact: Contact) -> None:
    """Set the columns that the person is found by."""
    for column, words in search_words(vars(contact)).items():
        setattr(contact, column, words)
