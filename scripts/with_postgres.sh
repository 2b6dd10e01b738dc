#!/bin/sh
# Runs a command beside a PostgreSQL server made for it alone: scripts/with_postgres.sh [--durable] COMMAND…
# The server lives in a temporary folder on a free port of this machine; KEYACCOUNT_DATABASE_URL names it to the command.
# When the command ends, or is stopped, server and folder are gone. For tests it does not wait for the disk; with --durable
# it does, as a real server would, so that what is measured is what users get.
set -eu

durable=off
if [ "${1:-}" = --durable ]; then
  durable=on
  shift
fi

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
if [ ! -x "$bin/initdb" ]; then
  echo "PostgreSQL is not installed: scripts/install_test_packages.sh brings it." >&2
  exit 1
fi

# PostgreSQL refuses to run as root.
as_server() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

folder=$(mktemp -d)
[ "$(id -u)" != 0 ] || chown postgres "$folder"

finish() {
  as_server "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "$password" >"$folder/password"
[ "$(id -u)" != 0 ] || chown postgres "$folder/password"
as_server "$bin/initdb" -D "$folder/data" -U keyaccount --pwfile="$folder/password" --auth=scram-sha-256 \
  --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = $durable
full_page_writes = $durable
synchronous_commit = $durable
shared_buffers = 256MB
work_mem = 16MB
max_connections = 60
random_page_cost = 1.1
CONF

random_number() { od -An -N2 -tu2 /dev/urandom | tr -d ' '; }

start() { as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -o "-p $1" -w -t 60 start >/dev/null 2>&1; }

started=
for _ in 1 2 3 4 5; do
  port=$((20000 + $(random_number) % 12000))
  if start "$port"; then
    started=yes
    break
  fi
done
if [ -z "$started" ]; then
  tail -n 20 "$folder/server.log" >&2
  exit 1
fi

PGPASSWORD=$password "$bin/createdb" -h 127.0.0.1 -p "$port" -U keyaccount keyaccount
export KEYACCOUNT_DATABASE_URL="postgres://keyaccount:$password@127.0.0.1:$port/keyaccount"
"$@"
