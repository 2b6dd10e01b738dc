#!/bin/sh
# What the tests need from Debian beside Python: PostgreSQL, a browser, a Chinese font, gettext. Installs only what is missing.
set -eu
missing=
need() { missing="$missing $1"; }

ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
command -v chromium >/dev/null 2>&1 || need chromium
[ -d /usr/share/fonts/opentype/noto ] || need fonts-noto-cjk
command -v xgettext >/dev/null 2>&1 || need gettext

# shellcheck disable=SC2086  # the list is meant to be split
[ -z "$missing" ] || exec "$(dirname "$0")/install_packages.sh" $missing
