"""What must be running or set for people to work: a worker, an administrator, the zone, mail, languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.jobs import queue_at
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.surfaces.cli.checks.finding import Finding, error, fine, warning
from keyaccount.surfaces.cli.language import CHINESE_CATALOGUE

PATIENCE = timedelta(minutes=2)


def findings(now: datetime) -> Iterator[Finding]:
    yield _worker(now)
    yield _administrator()
    yield _zone()
    yield _mail()
    yield _languages()


def _worker(now: datetime) -> Finding:
    topic, queue = _("Worker"), queue_at(now)
    if queue.idle_since is not None and now - queue.idle_since > PATIENCE and not queue.running:
        since = timezone.localtime(queue.idle_since, workspace().zone)
        return warning(
            topic,
            _("Work has been waiting since %(moment)s; no worker takes it.") % {"moment": f"{since:%Y-%m-%d %H:%M}"},
            _("Start one: `keyaccount serve` brings one, `keyaccount worker` is one."),
        )
    return fine(
        topic, _("%(waiting)d jobs wait, %(running)d run.") % {"waiting": queue.waiting, "running": queue.running}
    )


def _administrator() -> Finding:
    topic = _("Administrator")
    found = User.objects.people().filter(is_active=True, role__may_administer=True).count()
    if not found:
        return warning(topic, _("Nobody can administer."), "keyaccount user add NAME --role administrator")
    return fine(topic, _("%(count)d can sign in.") % {"count": found})


def _zone() -> Finding:
    topic, name = _("Time zone"), workspace().time_zone
    try:
        _loaded = workspace().zone
    except (ZoneInfoNotFoundError, ValueError):
        return error(topic, _("“%(name)s” is not a time zone.") % {"name": name}, _("Choose one in the settings."))
    return fine(topic, _("Days are decided in %(name)s.") % {"name": name})


def _mail() -> Finding:
    topic = _("Mail")
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        remedy = _("Set KEYACCOUNT_EMAIL_URL=smtp://user:password@host:587 and KEYACCOUNT_EMAIL_FROM.")
        return warning(topic, _("Mails (such as for a forgotten password) only go to the log."), remedy)
    return fine(topic, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}")


def _languages() -> Finding:
    topic = _("Languages")
    if not CHINESE_CATALOGUE.exists():
        return warning(
            topic, _("The Chinese texts are missing."), _("Install KeyAccount again with pip: its build brings them.")
        )
    return fine(topic, "English, 简体中文")
