"""The kinds of background jobs that this domain runs; imported when the application starts."""

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.services import cleaning_up
from keyaccount.apps.workspace.services.jobs import register

register(cleaning_up.KIND, cleaning_up.clean_up, _("Clear away what is out of date"))
