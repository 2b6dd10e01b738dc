from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation
from keyaccount.ui.navigation import Group, NavItem, Phone


class InsightsConfig(AppConfig):
    name = "keyaccount.apps.insights"
    label = "insights"
    verbose_name = _("Insights")

    def ready(self) -> None:
        navigation.add(
            NavItem(
                "insights",
                _("Insights"),
                "insights:overview",
                icon="layout-dashboard",
                order=90,
                group=Group.MORE,
                phone=Phone.MORE,
            )
        )
