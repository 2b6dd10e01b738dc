"""The kinds of background jobs that this domain runs; imported when the application starts."""

from keyaccount.apps.forecast.queries.fitting import KIND
from keyaccount.apps.forecast.services import reminding, running
from keyaccount.apps.workspace.services.jobs import register

register(KIND, running.run_methods, running.TITLE)
register(reminding.KIND, reminding.remind_by_schedule, reminding.TITLE)
