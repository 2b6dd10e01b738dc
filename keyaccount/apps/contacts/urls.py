from __future__ import annotations

from django.urls import path

from keyaccount.apps.contacts.views import contact, editing, listing, visits

app_name = "contacts"
urlpatterns = [
    path("contacts/", listing.contacts, name="list"),
    path("contacts/choices/<slug:field>", listing.choices, name="choices"),
    path("contacts/pick", listing.pick, name="pick"),
    path("contacts/new", editing.new, name="new"),
    path("contacts/<int:contact_id>/", contact.contact, name="contact"),
    path("contacts/<int:contact_id>/why", contact.why, name="why"),
    path("contacts/<int:contact_id>/edit", editing.edit, name="edit"),
    path("contacts/<int:contact_id>/archive", editing.archive, name="archive"),
    path("contacts/<int:contact_id>/restore", editing.restore, name="restore"),
    path("contacts/<int:contact_id>/visits/new", visits.new, name="new_visit"),
    path("visits/<int:visit_id>/edit", visits.edit, name="visit"),
    path("visits/<int:visit_id>/archive", visits.archive, name="archive_visit"),
    path("visits/<int:visit_id>/restore", visits.restore, name="restore_visit"),
]
