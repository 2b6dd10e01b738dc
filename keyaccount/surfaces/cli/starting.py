"""Starting Django for a command, before anything that needs models is read."""

from __future__ import annotations

import gc
import os

import django
from django.conf import settings
from django.utils import translation

from keyaccount.kernel.errors import Invalid, gettext_noop


def start(language: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keyaccount.config.settings")
    os.environ.setdefault("KEYACCOUNT_LOG_LEVEL", "WARNING")
    try:
        settings.configured or settings._setup()  # now, so that a wrong KEYACCOUNT_DATABASE_URL is said in a sentence
    except ValueError as error:
        raise Invalid(gettext_noop("%(error)s."), error=str(error)) from error
    gc.disable()  # what is being read now stays; looking through it for garbage takes a tenth of the start
    django.setup()
    gc.enable()
    translation.activate(language)
