#!/usr/bin/env bash
# From a clone to a rendered configuration file: takes the native confd, runs DynamoDB Local, fills a table and renders from it.
# The program is that of CONFD_BINARY, else the confd on the PATH, else it is built here.
# Everything it starts it also stops; everything it writes outside artifacts/ and .tools/ is in a scratch folder.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# while_waiting WHAT COMMAND...: runs it and shows every ten seconds, on a terminal every second, that it goes on; its output comes at once where it fails.
while_waiting() {
  local what=$1 log started=$SECONDS job pause=10
  shift
  [ ! -t 1 ] || pause=1
  log=$(mktemp)
  "$@" > "$log" 2>&1 &
  job=$!
  while kill -0 "$job" 2>/dev/null; do
    for _ in $(seq $((pause * 5))); do kill -0 "$job" 2>/dev/null && sleep 0.2; done
    kill -0 "$job" 2>/dev/null || break
    if [ -t 1 ]; then printf '\r%s: %d s' "$what" $((SECONDS - started)); else printf '%s: %d s\n' "$what" $((SECONDS - started)); fi
  done
  [ ! -t 1 ] || printf '\r'
  wait "$job" || { cat "$log" >&2; rm -f "$log"; return 1; }
  [ $((SECONDS - started)) -lt 2 ] || printf '%s: done after %d s\n' "$what" $((SECONDS - started))
  rm -f "$log"
}

step "1. The native confd"
# The Go program of the same name on a PATH is another one.
is_ours() { "$1" --version 2>/dev/null | grep -q '\.NET Version'; }
if [ -n "${CONFD_BINARY:-}" ]; then
  binary=$CONFD_BINARY
  is_ours "$binary" || { echo "CONFD_BINARY names $binary, which is no confd for .NET" >&2; exit 1; }
elif binary=$(command -v confd) && is_ours "$binary"; then
  :
else
  binary=$root/artifacts/confd
  while_waiting "building it, which takes one to four minutes and some 3 GB of memory" eng/publish-native.sh
fi
printf '%s, %s bytes: %s\n' "$binary" "$(stat -Lc %s "$binary")" "$("$binary" --version)"

step "2. DynamoDB Local"
scratch=$(mktemp -d)
server_pid=
cleanup() {
  [ -z "$server_pid" ] || eng/dynamodb-local.sh stop "$server_pid"
  rm -rf "$scratch"
}
trap cleanup EXIT
read -r url server_pid < <(eng/dynamodb-local.sh start)
echo "$url"

# By its name, as on a machine where it is installed.
mkdir "$scratch/bin"
ln -s "$(realpath "$binary")" "$scratch/bin/confd"
export PATH="$scratch/bin:$PATH"
export DYNAMODB_LOCAL=true DYNAMODB_ENDPOINT_URL=$url
export AWS_ACCESS_KEY_ID=dummy AWS_SECRET_ACCESS_KEY=dummy AWS_REGION=us-east-1

# run COMMAND...: shows it, then runs it.
run() { echo "\$ $*"; "$@"; }

step "3. A table with three settings"
run confd table create --table confd-config
run confd table put --table confd-config /myapp/database/url db.example.com
run confd table put --table confd-config /myapp/database/user admin
run confd table put --table confd-config /myapp/database/password secret123

step "4. A template resource and a template, in $scratch"
mkdir -p "$scratch/confd/conf.d" "$scratch/confd/templates" "$scratch/etc/myapp"
cat > "$scratch/confd/conf.d/myapp.toml" <<EOF
[template]
src = "myapp.conf.tmpl"
dest = "$scratch/etc/myapp/config.conf"
keys = [
  "/myapp/database",
]
EOF
cat > "$scratch/confd/templates/myapp.conf.tmpl" <<'EOF'
[database]
url = {{getv "/myapp/database/url"}}
user = {{getv "/myapp/database/user"}}
password = {{getv "/myapp/database/password"}}
EOF
cat "$scratch/confd/conf.d/myapp.toml" "$scratch/confd/templates/myapp.conf.tmpl"

step "5. Render"
run confd dynamodb --table confd-config --onetime --confdir "$scratch/confd"

step "The file"
cat "$scratch/etc/myapp/config.conf"

step "Next"
echo "source eng/local.sh    # this shell gets confd and a table of its own; then README.md, \"A first file\""
