"""The kinds of background jobs that this domain runs; imported when the application starts."""

from keyaccount.apps.accounts.services import feeds, reading
from keyaccount.apps.workspace.services.jobs import register

register(feeds.KIND, reading.read_feeds_job, feeds.TITLE)
