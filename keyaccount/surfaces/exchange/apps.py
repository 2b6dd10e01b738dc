from importlib import import_module

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import navigation
from keyaccount.ui.navigation import Group, NavItem, Phone


def _may_import(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.role.may_import)


class ExchangeConfig(AppConfig):
    name = "keyaccount.surfaces.exchange"
    label = "exchange"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        import_module("keyaccount.surfaces.exchange.jobs")
        links = import_module("keyaccount.apps.workspace.views.job_links")
        for kind in ("exchange.import", "exchange.check", "exchange.undo"):
            links.add(kind, _("Open the import"), lambda job: reverse("exchange:import", args=[job.payload["import"]]))
        item = NavItem(
            "imports",
            _("Imports"),
            "exchange:imports",
            icon="database-import",
            order=80,
            group=Group.FOOT,
            phone=Phone.MORE,
            allowed=_may_import,
        )
        navigation.add(item)
