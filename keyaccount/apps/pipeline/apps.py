from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation
from keyaccount.ui.navigation import NavItem, Phone


class PipelineConfig(AppConfig):
    name = "keyaccount.apps.pipeline"
    label = "pipeline"
    verbose_name = _("Pipeline")

    def ready(self) -> None:
        edge = import_module("keyaccount.apps.workspace.views.edge")
        joining = import_module("keyaccount.apps.collaboration.views.joining")
        joining.join("pipeline.opportunity", page="pipeline:opportunity", slot="opportunity", listed="pipeline:table")
        import_module("keyaccount.apps.pipeline.tables.hygiene_checks").add_checks()
        import_module("keyaccount.apps.pipeline.queries.custom").add_to_custom_fields()
        import_module("keyaccount.apps.pipeline.figures")
        import_module("keyaccount.apps.pipeline.tables.on_accounts").add_columns()
        import_module("keyaccount.apps.pipeline.services.data_subjects").add_holder_of_deals()
        import_module("keyaccount.apps.pipeline.views.on_account").add_panels()
        import_module("keyaccount.apps.pipeline.views.on_contact").add_panels()
        import_module("keyaccount.apps.pipeline.views.finding").add_finder()
        import_module("keyaccount.apps.pipeline.views.bulk").add()
        import_module("keyaccount.apps.pipeline.views.referrals").add_places()
        import_module("keyaccount.apps.pipeline.views.settings_places").add_places()
        navigation.add(NavItem("pipeline", _("Pipeline"), "pipeline:start", icon="filter", order=30, phone=Phone.TAB))
        navigation.add(
            NavItem(
                "new-deal",
                _("New deal"),
                "pipeline:new",
                icon="plus",
                order=31,
                phone=Phone.ACT,
                in_bar=False,
                allowed=lambda request: edge.viewer(request).role.may_create,
            )
        )
