from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollaborationConfig(AppConfig):
    name = "keyaccount.apps.collaboration"
    label = "collaboration"
    verbose_name = _("Collaboration")

    def ready(self) -> None:
        import_module("keyaccount.apps.collaboration.jobs")
        import_module("keyaccount.apps.collaboration.views.settings").add_place()
        import_module("keyaccount.apps.collaboration.views.mentions").add_panel()
        import_module("keyaccount.apps.collaboration.services.tags").add_to_records()
        import_module("keyaccount.apps.collaboration.views.tag_settings").add_place()
