"""Secrets, hosts, HTTPS, known passwords, and what Django itself finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks as django_checks
from django.utils.translation import gettext as _

from keyaccount.surfaces.cli.checks.finding import Finding, error, fine, warning
from keyaccount.surfaces.cli.demo.people import is_demo

LOCAL = {"localhost", "127.0.0.1", "[::1]", "::1"}
SHORTEST_KEY = 40
LOOKED_AT = ["security", "caches", "files", "staticfiles"]
SAID_HERE = {f"security.W{number:03}" for number in (4, 5, 8, 9, 12, 16, 18, 20, 21)}  # Django's, in our own words


def findings(database_answers: bool) -> Iterator[Finding]:
    yield _secret_key()
    yield _debug()
    yield from _hosts()
    yield _https()
    if database_answers:
        yield _passwords()
    yield from _django()


def _local_only() -> bool:
    return set(settings.ALLOWED_HOSTS) <= LOCAL


def _secret_key() -> Finding:
    topic = _("Secret key")
    file = Path(settings.DATA_DIR) / "secret-key"
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        return error(
            topic, _("It is short enough to be guessed."), _("Set KEYACCOUNT_SECRET_KEY to 50 random letters.")
        )
    if os.environ.get("KEYACCOUNT_SECRET_KEY"):
        return fine(topic, _("Comes from KEYACCOUNT_SECRET_KEY."))
    if file.exists() and file.stat().st_mode & 0o077:
        return error(topic, _("Others on this machine can read %(file)s.") % {"file": file}, f"chmod 600 {file}")
    return fine(topic, _("Kept in %(file)s.") % {"file": file})


def _debug() -> Finding:
    topic = _("Debugging")
    if settings.DEBUG:
        return error(topic, _("Errors show the inside of the program to everyone."), _("Unset KEYACCOUNT_DEBUG."))
    return fine(topic, _("Off."))


def _hosts() -> Iterator[Finding]:
    topic, hosts = _("Hosts"), ", ".join(settings.ALLOWED_HOSTS)
    if "*" in settings.ALLOWED_HOSTS:
        yield warning(topic, _("Every host name is answered to."), _("Name yours: KEYACCOUNT_HOSTS=crm.example.com"))
    elif _local_only():
        yield fine(topic, _("Only this machine (%(hosts)s). KEYACCOUNT_HOSTS opens it to others.") % {"hosts": hosts})
    else:
        yield fine(topic, hosts)


def _https() -> Finding:
    topic = "HTTPS"
    if settings.HTTPS:
        return fine(topic, _("On: cookies are sent over HTTPS only."))
    if _local_only():
        return fine(topic, _("Off, and not needed while only this machine is served."))
    return error(
        topic,
        _("Off: passwords and sessions cross the network in clear text."),
        _("Put a proxy with a certificate in front (Caddy, nginx) and set KEYACCOUNT_HTTPS=1."),
    )


def _passwords() -> Finding:
    topic = _("Passwords")
    if not is_demo():
        return fine(topic, _("No demo accounts."))
    if _local_only():
        return fine(topic, _("Demo accounts, whose password is known to everybody; only this machine is served."))
    return error(
        topic,
        _("Demo accounts, whose password is known to everybody."),
        _("Start with an empty database, or: keyaccount user deactivate NAME"),
    )


def _django() -> Iterator[Finding]:
    """What Django's own checks find, beyond what is said above."""
    found = [
        message
        for message in django_checks.run_checks(tags=LOOKED_AT, include_deployment_checks=True)
        if message.id not in SAID_HERE and not message.is_silenced()
    ]
    for message in found:
        say = error if message.is_serious() else warning
        yield say(f"Django ({message.id})", str(message.msg), str(message.hint or ""))
    if not found:
        yield fine("Django", _("Its own checks find nothing."))
