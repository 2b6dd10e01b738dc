#!/bin/sh
# The second half of `make run`: an up-to-date database, a demo workspace if it is new, and the server on PORT.
# What has been made ready is noted beside the data, so that the next start has nothing to do but serve.
set -eu
cd "$(dirname "$0")/.."
keyaccount=.venv/bin/keyaccount
data=${KEYACCOUNT_DATA_DIR:-var}
file=$data/keyaccount.sqlite3
note=$data/.ready

wanted() {
  printf '%s\n' "${KEYACCOUNT_DATABASE_URL:-$file}" | cksum
  find keyaccount -path '*/migrations/*.py' -exec cksum {} + | sort | cksum
  cksum <requirements.lock
}

is_ready() {
  [ -e "$note" ] && [ "$(cat "$note")" = "$(wanted)" ] && { [ -n "${KEYACCOUNT_DATABASE_URL:-}" ] || [ -e "$file" ]; }
}

if ! is_ready; then
  "$keyaccount" migrate
  "$keyaccount" demo --if-empty
  mkdir -p "$data"
  wanted >"$note"
fi
exec "$keyaccount" serve --port "${PORT:-8000}"
