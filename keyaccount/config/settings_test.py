"""Settings under test: the same product with a fast password hasher, keeping nothing outside folders of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("KEYACCOUNT_SECRET_KEY", "only-for-tests")
os.environ.setdefault("KEYACCOUNT_DATA_DIR", tempfile.mkdtemp(prefix="keyaccount-test-"))

from keyaccount.config.settings import *  # noqa: F403
from keyaccount.config.settings import DATABASES, env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="keyaccount-files-"))
AXES_ENABLED = True

if not env("DATABASE_URL"):
    DATABASES["default"]["NAME"] = ":memory:"
