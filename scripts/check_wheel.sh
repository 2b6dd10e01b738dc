#!/bin/sh
# Builds the source archive, the wheel from that archive, installs the wheel apart from the checkout and uses it there.
set -eu
cd "$(dirname "$0")/.."
venv=$PWD/.venv
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 143' INT TERM HUP

"$venv/bin/hatchling" build --target sdist --directory "$folder" >/dev/null
"$venv/bin/pip" --disable-pip-version-check --quiet wheel --no-deps --wheel-dir "$folder" "$folder"/keyaccount-*.tar.gz
"$venv/bin/python" scripts/check_wheel_files.py "$folder"/keyaccount-*.whl

# An environment of its own that borrows the locked packages, but not the checkout, from ours.
"$venv/bin/python" -m venv --without-pip "$folder/venv"
"$venv/bin/pip" --disable-pip-version-check --quiet --python "$folder/venv/bin/python" \
  install --no-deps --no-index "$folder"/keyaccount-*.whl
packages='import sysconfig; print(sysconfig.get_path("purelib"))'
"$venv/bin/python" -c "$packages" >"$("$folder/venv/bin/python" -c "$packages")/locked.pth"

cd "$folder"
export KEYACCOUNT_DATA_DIR="$folder/data"
unset KEYACCOUNT_DATABASE_URL
"$folder/venv/bin/keyaccount" --version
"$folder/venv/bin/keyaccount" migrate >/dev/null
"$folder/venv/bin/python" "$OLDPWD/scripts/check_installed.py" "$folder/venv"
