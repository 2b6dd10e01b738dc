from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.ui import navigation
from keyaccount.ui.navigation import NavItem


class PortfolioConfig(AppConfig):
    name = "keyaccount.apps.portfolio"
    label = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        import_module("keyaccount.apps.portfolio.jobs")
        import_module("keyaccount.apps.portfolio.figures")
        import_module("keyaccount.apps.portfolio.views.white_space").add_panels()
        import_module("keyaccount.apps.portfolio.views.standing").add_panels()
        import_module("keyaccount.apps.portfolio.views.signals").add_panels()
        import_module("keyaccount.apps.portfolio.views.settings_places").add_places()
        import_module("keyaccount.apps.portfolio.views.pool_panels").add_panels()
        import_module("keyaccount.apps.portfolio.views.pool_rules").add_place()
        navigation.add(NavItem("pool", pgettext_lazy("of accounts", "Pool"), "portfolio:pool", "lifebuoy", order=28))
        navigation.add(NavItem("signals", _("Signals"), "portfolio:signals", "bell", order=28))
        navigation.add(NavItem("white_space", _("White space"), "portfolio:overview", "table", order=27))
        import_module("keyaccount.apps.portfolio.tables.tiers_in_list").add_to_list()
        import_module("keyaccount.apps.portfolio.tables.on_accounts").add_to_list()
        import_module("keyaccount.apps.portfolio.views.on_account").add_panels()
        import_module("keyaccount.apps.portfolio.views.stances").add_panels()
        import_module("keyaccount.apps.portfolio.views.places").add_places()
        import_module("keyaccount.apps.portfolio.services.data_subjects").add_texts()
