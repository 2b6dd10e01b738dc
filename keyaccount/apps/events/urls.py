from __future__ import annotations

from django.urls import path

from keyaccount.apps.events.views import editing, event, guests, inviting, listing, settings

app_name = "events"
urlpatterns = [
    path("events/", listing.events, name="list"),
    path("events/choices/<slug:field>", listing.choices, name="choices"),
    path("events/new", editing.new, name="new"),
    path("events/<int:event_id>/", event.event, name="event"),
    path("events/<int:event_id>/list", event.printed, name="print"),
    path("events/<int:event_id>/edit", editing.edit, name="edit"),
    path("events/<int:event_id>/state", editing.state, name="state"),
    path("events/<int:event_id>/archive", editing.archive, name="archive"),
    path("events/<int:event_id>/restore", editing.restore, name="restore"),
    path("events/<int:event_id>/invite", inviting.invite, name="invite"),
    path("events/<int:event_id>/mark", guests.mark_rest, name="mark"),
    path("guests/<int:guest_id>/", guests.edit, name="guest"),
    path("guests/<int:guest_id>/came", guests.came, name="came"),
    path("guests/<int:guest_id>/answer", guests.answer, name="answer"),
    path("guests/<int:guest_id>/remove", guests.remove, name="remove_guest"),
    path("guests/<int:guest_id>/restore", guests.restore, name="restore_guest"),
    path("settings/event-kinds/", settings.kinds, name="kinds"),
    path("settings/event-kinds/new/", settings.new_kind, name="new_kind"),
    path("settings/event-kinds/<int:kind_id>/", settings.kind, name="kind"),
    path("settings/event-kinds/<int:kind_id>/order", settings.order_kind, name="order_kind"),
    path("settings/event-kinds/<int:kind_id>/archive", settings.archive_kind, name="archive_kind"),
    path("settings/event-kinds/<int:kind_id>/restore", settings.restore_kind, name="restore_kind"),
]
