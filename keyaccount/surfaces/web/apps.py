from django.apps import AppConfig
from django.utils.translation import pgettext_lazy

from keyaccount.ui import navigation
from keyaccount.ui.navigation import NavItem, Phone


class WebConfig(AppConfig):
    name = "keyaccount.surfaces.web"
    label = "web"

    def ready(self) -> None:
        navigation.add(
            NavItem(
                "today", pgettext_lazy("a place", "Today"), "web:today", icon="checklist", order=10, phone=Phone.TAB
            )
        )
