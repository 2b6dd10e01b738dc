from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "keyaccount.apps.workspace"
    label = "workspace"
    verbose_name = _("Workspace")

    def ready(self) -> None:
        import_module("keyaccount.apps.workspace.jobs")
