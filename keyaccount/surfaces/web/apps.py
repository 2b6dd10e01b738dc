from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation
from keyaccount.ui.navigation import NavItem, Phone


class WebConfig(AppConfig):
    name = "keyaccount.surfaces.web"
    label = "web"

    def ready(self) -> None:
        navigation.add(NavItem("today", _("Today"), "web:today", icon="checklist", order=10, phone=Phone.TAB))
