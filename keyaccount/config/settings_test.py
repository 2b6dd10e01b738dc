"""Settings under test: the same product with a fast password hasher, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("KEYACCOUNT_SECRET_KEY", "only-for-tests")
_folder = tempfile.TemporaryDirectory(prefix="keyaccount-test-")
os.environ.setdefault("KEYACCOUNT_DATA_DIR", _folder.name)

from keyaccount.config.settings import *  # noqa: E402, F403
from keyaccount.config.settings import DATABASES, env  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(_folder.name, "files")
AXES_ENABLED = True
WHITENOISE_AUTOREFRESH = True  # or every client that a test makes would first look through all static files

if not env("DATABASE_URL"):
    DATABASES["default"]["NAME"] = ":memory:"
