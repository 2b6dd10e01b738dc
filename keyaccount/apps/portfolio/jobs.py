"""The kinds of background jobs that this domain runs; imported when the application starts."""

from keyaccount.apps.portfolio.services import releasing, tiers
from keyaccount.apps.workspace.services.jobs import register

register(tiers.KIND, tiers.review_tiers, tiers.TITLE)
register(releasing.KIND, releasing.keep_pool, releasing.TITLE)
