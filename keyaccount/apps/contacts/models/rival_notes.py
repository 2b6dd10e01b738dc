"""Which notes about rivals concern a person, named there or not."""

from __future__ import annotations

from django.db import models

from keyaccount.apps.accounts.models import RivalNote
from keyaccount.apps.contacts.models.contact import Contact
from keyaccount.apps.contacts.models.personal import PersonalQuerySet


class RivalNotePerson(models.Model):
    """Somebody whom a note of the account's team is about: it is given out and erased with them."""

    note = models.ForeignKey(RivalNote, on_delete=models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="rival_notes", db_index=False)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = "person of a note about a rival"
        constraints = [models.UniqueConstraint(fields=["contact", "note"], name="note_concerns_a_person_once")]

    def __str__(self) -> str:
        return f"{self.contact} · {self.note_id}"
