from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation
from keyaccount.ui.navigation import NavItem


class EventsConfig(AppConfig):
    name = "keyaccount.apps.events"
    label = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        joining = import_module("keyaccount.apps.collaboration.views.joining")
        joining.join("events.event", page="events:event", slot="event", listed="events:list")
        import_module("keyaccount.apps.events.figures")
        import_module("keyaccount.apps.events.services.data_subjects").add_holder_of_invitations()
        import_module("keyaccount.apps.events.views.settings").add_places()
        import_module("keyaccount.apps.events.views.panels").add_panels()
        navigation.add(NavItem("events", _("Events"), "events:list", icon="presentation", order=26))
