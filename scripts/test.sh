#!/bin/sh
# Everything that must hold before a change goes in: `make test`. Goes on after a failure and ends with a list of the steps.
set -eu
cd "$(dirname "$0")/.."
summary=$(mktemp)
trap 'rm -f "$summary"' EXIT
trap 'exit 143' INT TERM HUP
failed=0

step() {
  name=$1
  shift
  printf '\n── %s\n' "$name"
  start=$(date +%s)
  if "$@"; then result=ok; else result=FAILED failed=1; fi
  printf '  %-28s %-7s %4d s\n' "$name" "$result" "$(($(date +%s) - start))" >>"$summary"
}

finish() {
  printf '\n── all steps\n'
  cat "$summary"
  exit "$failed"
}

step "Debian packages" scripts/install_test_packages.sh
step "environment" make .venv/.developer
[ "$failed" = 0 ] || finish

step "style" make lint
step "migrations" make migrations
step "messages" make messages-check
step "links" make links
step "types, contracts, wheel" make -j2 -k --output-sync types contracts wheel-check
step "tests on SQLite" make test-sqlite
step "tests on PostgreSQL" make test-postgres
step "tests in the browser" make e2e
finish
