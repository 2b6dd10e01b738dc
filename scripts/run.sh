#!/bin/sh
# The second half of `make run`: an up-to-date database, a demo workspace if it is empty, and the server on PORT.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/keyaccount serve --port "${PORT:-8000}" --migrate --demo
