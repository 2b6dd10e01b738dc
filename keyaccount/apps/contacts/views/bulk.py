"""People, changed many at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.forms.tags import with_tags
from keyaccount.apps.collaboration.services.tag_deeds import DEEDS
from keyaccount.apps.contacts.forms.contact import ContactForm
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.listing import contacts_listed
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.workspace.queries.quality import bulk_kinds
from keyaccount.apps.workspace.queries.quality.bulk_kinds import BulkKind

FIELDS = ("owner", "account", "reports_to", "department", "title", "relationship_stage", "source", "left_on")


def add() -> None:
    bulk_kinds.add(
        BulkKind(
            key="contacts",
            title=_("Contacts"),
            model=Contact,
            fields=(*FIELDS, *DEEDS),
            form=lambda user, data: with_tags(ContactForm(data, user=user)),
            listed=contacts_listed,
            change=lambda pk, values, act: contacts.update_contact(contact_id=pk, values=values, act=act),
            archive=lambda pk, act: contacts.archive_contact(contact_id=pk, act=act),
            restore=lambda pk, act: contacts.restore_contact(contact_id=pk, act=act),
            back="contacts:list",
            deeds=DEEDS,
        )
    )
