"""The kinds of background jobs that this domain runs; imported when the application starts."""

from keyaccount.apps.portfolio.services import tiers
from keyaccount.apps.workspace.services.jobs import register

register(tiers.KIND, tiers.review_tiers, tiers.TITLE)
