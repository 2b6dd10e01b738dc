"""The kinds of background jobs that importing needs; imported when the application starts."""

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.services.jobs import register
from keyaccount.surfaces.exchange.services import running, undoing

register(running.IMPORT, running.run_job, _("Import"))
register(running.CHECK, running.check_job, _("Check an import"))
register(undoing.UNDO, undoing.undo_job, _("Undo an import"))
