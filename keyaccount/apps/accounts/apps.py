from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation, tabs
from keyaccount.ui.navigation import NavItem, Phone


class AccountsConfig(AppConfig):
    name = "keyaccount.apps.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        import_module("keyaccount.apps.accounts.jobs")
        import_module("keyaccount.apps.accounts.figures")
        joining = import_module("keyaccount.apps.collaboration.views.joining")
        joining.join("accounts.account", page="accounts:account", slot="account", listed="accounts:list")
        import_module("keyaccount.apps.accounts.services.quality").add()
        import_module("keyaccount.apps.accounts.views.bulk").add()
        import_module("keyaccount.apps.accounts.queries.custom").add_to_custom_fields()
        import_module("keyaccount.apps.accounts.views.finding").add_finder()
        import_module("keyaccount.apps.accounts.views.portrait").add_panels()
        questions = import_module("keyaccount.apps.accounts.queries.portrait_questions")
        trail = import_module("keyaccount.apps.workspace.tables.trail")
        trail.name_changes(questions.PORTRAIT, questions.labels_of)
        import_module("keyaccount.apps.accounts.views.rivals").add_panels()
        navigation.add(NavItem("rivals", _("Rivals"), "accounts:rivals", "shield-lock", order=29))
        import_module("keyaccount.apps.accounts.tables.hygiene_checks").add_checks()
        import_module("keyaccount.apps.accounts.views.hygiene").add_places()
        import_module("keyaccount.apps.accounts.views.settings_places").add_places()
        tabs.add("accounts", tabs.Tab("list", _("List"), "accounts:list", "table", order=10))
        navigation.add(NavItem("accounts", _("Accounts"), "accounts:list", "building", order=20, phone=Phone.TAB))
