#!/bin/sh
# Makes the virtual environment in the folder $1 with a Python that fits; says what is missing and how to get it.
set -eu
venv=$1

fits() {
  command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
  if fits "$candidate"; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "KeyAccount needs Python 3.11 or newer. On Debian or Ubuntu: apt install python3 python3-venv" >&2
  echo "A Python in another place can be named: make run PYTHON=/path/to/python3" >&2
  exit 1
fi

# Debian keeps the part of Python that makes environments in a package of its own.
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  package=$(basename "$python")-venv
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    "$(dirname "$0")/install_packages.sh" "$package"
  else
    echo "This Python cannot make virtual environments: Debian has that in the package $package. Install it and call make again:" >&2
    echo "    sudo apt install $package" >&2
    exit 1
  fi
fi

rm -rf "$venv"
"$python" -m venv "$venv"
