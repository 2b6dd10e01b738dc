from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "keyaccount.apps.portfolio"
    label = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        import_module("keyaccount.apps.portfolio.jobs")
        import_module("keyaccount.apps.portfolio.figures")
