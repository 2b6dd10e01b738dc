"""The kinds of background jobs that this domain runs; imported when the application starts."""

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.services import next_days
from keyaccount.apps.workspace.services.jobs import register

register(next_days.KIND, next_days.move_on, _("Move special days on to their next date"))
