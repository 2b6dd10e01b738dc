"""The kinds of background jobs that this domain runs; imported when the application starts."""

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.queries.quality.pairs import JOB as DUPLICATES
from keyaccount.apps.workspace.services import cleaning_up
from keyaccount.apps.workspace.services.jobs import register
from keyaccount.apps.workspace.services.quality import bulk_editing, finding

register(DUPLICATES, finding.search_job, _("Look for duplicates"))
register(bulk_editing.JOB, bulk_editing.change_job, _("Change many records"))
register(bulk_editing.UNDO, bulk_editing.undo_job, _("Take back a change of many records"))
register(cleaning_up.KIND, cleaning_up.clean_up, _("Clear away what is out of date"))
