"""The kinds of background jobs that this domain runs; imported when the application starts."""

from keyaccount.apps.collaboration.services import scanning
from keyaccount.apps.workspace.services.jobs import register

register(scanning.KIND, scanning.scan_waiting, scanning.TITLE)
