"""The kinds of background jobs that this domain runs; imported when the application starts."""

from keyaccount.apps.forecast.queries.fitting import KIND
from keyaccount.apps.forecast.services import running
from keyaccount.apps.workspace.services.jobs import register

register(KIND, running.run_methods, running.TITLE)
