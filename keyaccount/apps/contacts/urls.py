from __future__ import annotations

from django.urls import path

from keyaccount.apps.contacts.views import (
    contact,
    data_subjects,
    editing,
    listing,
    map_acts,
    people_map,
    personal,
    settings,
    visits,
)

app_name = "contacts"
MAP = "accounts/<int:account_id>/map"
urlpatterns = [
    path(MAP, people_map.show, name="map"),
    path(f"{MAP}/people/<int:contact_id>", people_map.person, name="map_person"),
    path(f"{MAP}/place", map_acts.place, name="map_place"),
    path(f"{MAP}/arrange", map_acts.arrange, name="map_arrange"),
    path(f"{MAP}/report", map_acts.report, name="map_report"),
    path(f"{MAP}/roles", map_acts.roles, name="map_roles"),
    path(f"{MAP}/reading", map_acts.reading, name="map_reading"),
    path(f"{MAP}/readings/<int:reading_id>/withdraw", map_acts.withdraw, name="map_withdraw"),
    path(f"{MAP}/readings/<int:reading_id>/restore", map_acts.restore, name="map_restore"),
    path(f"{MAP}/link", map_acts.link, name="map_link"),
    path(f"{MAP}/erase", map_acts.erase, name="map_erase"),
    path("contacts/", listing.contacts, name="list"),
    path("contacts/choices/<slug:field>", listing.choices, name="choices"),
    path("contacts/pick", listing.pick, name="pick"),
    path("contacts/new", editing.new, name="new"),
    path("contacts/<int:contact_id>/", contact.contact, name="contact"),
    path("contacts/<int:contact_id>/why", contact.why, name="why"),
    path("contacts/<int:contact_id>/edit", editing.edit, name="edit"),
    path("contacts/<int:contact_id>/move", editing.move, name="move"),
    path("contacts/<int:contact_id>/archive", editing.archive, name="archive"),
    path("contacts/<int:contact_id>/restore", editing.restore, name="restore"),
    path("contacts/<int:contact_id>/data", data_subjects.show, name="data"),
    path("contacts/<int:contact_id>/data/export", data_subjects.export, name="export_data"),
    path("contacts/<int:contact_id>/data/erase", data_subjects.erase, name="erase"),
    path("contacts/<int:contact_id>/visits/new", visits.new, name="new_visit"),
    path("contacts/<int:contact_id>/personal", personal.edit, name="personal"),
    path("contacts/<int:contact_id>/days/new", personal.new_day, name="new_day"),
    path("contacts/<int:contact_id>/days/<int:day_id>", personal.day, name="day"),
    path("contacts/<int:contact_id>/days/<int:day_id>/remove", personal.remove_day, name="remove_day"),
    path("visits/<int:visit_id>/edit", visits.edit, name="visit"),
    path("visits/<int:visit_id>/archive", visits.archive, name="archive_visit"),
    path("visits/<int:visit_id>/restore", visits.restore, name="restore_visit"),
    path("settings/relationships/", settings.relationships, name="relationships"),
    path("settings/relationships/new/", settings.new_stage, name="new_relationship"),
    path("settings/relationships/<int:relationship_id>/", settings.stage, name="relationship"),
    path("settings/relationships/<int:relationship_id>/order", settings.order_stage, name="order_relationship"),
    path("settings/relationships/<int:relationship_id>/archive", settings.archive_stage, name="archive_relationship"),
    path("settings/relationships/<int:relationship_id>/restore", settings.restore_stage, name="restore_relationship"),
    path("settings/relationships/cards/<int:card_id>/", settings.card, name="advice_card"),
]
