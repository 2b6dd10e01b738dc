#!/bin/sh
# Installs the Debian packages given, as root or through sudo; where that cannot be, says what to install by hand.
set -eu
packages="$*"

by_hand() {
  echo "$1 Please install these packages, then call make again:" >&2
  echo "    sudo apt install $packages" >&2
  exit 1
}

command -v apt-get >/dev/null 2>&1 || by_hand "There is no apt-get on this machine (the names below are Debian's)."
if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
  as_root=sudo
else
  by_hand "Installing packages needs root or sudo, and this shell has neither."
fi

log=$(mktemp)
no_cluster=/etc/postgresql-common/createcluster.d/keyaccount-tests.conf
trap 'rm -f "$log"; [ ! -e "$no_cluster" ] || $as_root rm -f "$no_cluster"' EXIT
trap 'exit 143' INT TERM HUP

# Debian's PostgreSQL would make a cluster of its own and start it; tests make theirs, for as long as they run.
case " $packages " in
  *" postgresql "*)
    $as_root mkdir -p "$(dirname "$no_cluster")"
    echo 'create_main_cluster = false' | $as_root tee "$no_cluster" >/dev/null
    ;;
esac

echo "Installing with apt: $packages"
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0"
if ! { $apt update && $apt install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
  tail -n 25 "$log" >&2
  by_hand "apt could not install them."
fi
