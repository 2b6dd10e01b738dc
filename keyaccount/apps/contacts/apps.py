from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation
from keyaccount.ui.navigation import NavItem


class ContactsConfig(AppConfig):
    name = "keyaccount.apps.contacts"
    label = "contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        joining = import_module("keyaccount.apps.collaboration.views.joining")
        joining.join(
            "contacts.contact", page="contacts:contact", slot="contact", has_photo=True, listed="contacts:list"
        )
        import_module("keyaccount.apps.contacts.figures")
        import_module("keyaccount.apps.contacts.views.map_rules").add_places()
        import_module("keyaccount.apps.contacts.services.quality").add()
        import_module("keyaccount.apps.contacts.views.bulk").add()
        import_module("keyaccount.apps.contacts.queries.custom").add_to_custom_fields()
        import_module("keyaccount.apps.contacts.jobs")
        import_module("keyaccount.apps.contacts.tables.hygiene_checks").add_checks()
        personal = import_module("keyaccount.apps.contacts.queries.personal")
        visibility = import_module("keyaccount.apps.workspace.visibility")
        visibility.keep_personal("contacts.personal", personal.personal_seen)
        import_module("keyaccount.apps.contacts.queries.data_subjects").add_own()
        import_module("keyaccount.apps.contacts.queries.mentions").add_own()
        import_module("keyaccount.apps.contacts.views.rival_notes").add_panels()
        import_module("keyaccount.apps.contacts.views.settings").add_places()
        import_module("keyaccount.apps.contacts.views.finding").add_finder()
        import_module("keyaccount.apps.contacts.views.on_account").add_panels()
        import_module("keyaccount.apps.contacts.views.on_contact").add_panels()
        import_module("keyaccount.apps.contacts.views.in_portrait").add_panels()
        import_module("keyaccount.apps.contacts.views.referrals").add_panels()
        import_module("keyaccount.apps.contacts.services.referral_subjects").add_holder_of_referrals()
        navigation.add(NavItem("contacts", _("Contacts"), "contacts:list", "users", order=25))
