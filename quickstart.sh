#!/usr/bin/env bash
# From a clone to a rendered configuration file: builds the native confd, runs DynamoDB Local, fills a table and renders from it.
# Everything it starts it also stops; everything it writes outside artifacts/ and .tools/ is in a scratch folder.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }

step "1. The native confd"
eng/publish-native.sh
printf 'artifacts/confd, %s bytes\n' "$(stat -c %s artifacts/confd)"

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

export PATH="$root/artifacts:$PATH"
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
