"""Run where only the wheel is installed: the sign-in page comes in both languages and every file it names is served."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "keyaccount.config.settings"

SIGN_IN = {"en": "Sign in", "zh-hans": "登录"}
FILE = re.compile(r"(?:src|href)=\"(/static/[^\"#?]+)")


def main(environment: str) -> int:
    import django  # noqa: PLC0415  (only after the settings are named)

    import keyaccount  # noqa: PLC0415

    package = Path(keyaccount.__file__)
    if not package.is_relative_to(Path(environment).resolve()):
        print(f"keyaccount comes from {package}, not from the wheel")
        return 1
    django.setup()
    findings = [finding for language, word in SIGN_IN.items() for finding in faults(language, word)]
    print("\n".join(findings) or "the installed wheel shows its sign-in page in both languages, with all files")
    return 1 if findings else 0


def faults(language: str, word: str) -> list[str]:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    client = Client(headers={"accept-language": language, "host": "localhost"})
    answer = client.get(reverse(settings.LOGIN_URL))
    page = answer.content.decode()
    files = sorted(set(FILE.findall(page)))
    found = [] if answer.status_code == 200 and word in page else [f"{language}: no {word!r} on the sign-in page"]
    found += [] if files else [f"{language}: the sign-in page names no file of its own"]
    return found + [f"{language}: {file} is not served" for file in files if client.get(file).status_code != 200]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
