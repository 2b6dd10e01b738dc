from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation, tabs
from keyaccount.ui.navigation import NavItem
from keyaccount.ui.tabs import Tab


class ForecastConfig(AppConfig):
    name = "keyaccount.apps.forecast"
    label = "forecast"
    verbose_name = _("Forecast")

    def ready(self) -> None:
        import_module("keyaccount.apps.forecast.jobs")
        import_module("keyaccount.apps.forecast.figures")
        import_module("keyaccount.apps.forecast.views.panels").add_panels()
        import_module("keyaccount.apps.forecast.views.method_places").add_places()
        navigation.add(NavItem("forecast", _("Forecast"), "forecast:forecast", "chart-line", order=35))
        tabs.add("forecast", Tab("review", _("Weekly review"), "forecast:review", "checklist", order=30))
        tabs.add("forecast", Tab("forecast", _("Overview"), "forecast:forecast", "chart-line", order=10))
        tabs.add("forecast", Tab("rollup", _("Roll-up"), "forecast:rollup", "sitemap", order=20))
        tabs.add("forecast", Tab("accuracy", _("Accuracy"), "forecast:accuracy", "target", order=80))
        import_module("keyaccount.apps.forecast.views.scenario").add_places()
        import_module("keyaccount.apps.forecast.views.reminding").add_places()
