#!/usr/bin/env bash
# Writes eng/native-order.txt.gz: the methods that the native program runs in short runs, in the order of their first call. The compiler lays them side by side
# (docs/decisions/native-size.md). Linux on x86-64; the names hold for arm64 too.
#
# Run it when a release is near, or when the start has become another one. An old list does no harm: names that are gone are passed over.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh
need_native_toolchain
need_tools binutils:nm
need_java

dotnet publish src/Confd.Cli -c Release -r linux-x64 -p:ConfdNative=true -p:StripSymbols=false -p:RunAnalyzers=false -o artifacts/order -v quiet -nologo
program=$root/artifacts/order/confd

scratch=$(mktemp -d)
read -r endpoint pid < <(eng/dynamodb-local.sh start)
trap 'eng/dynamodb-local.sh stop "$pid"; rm -rf "$scratch"' EXIT
export DYNAMODB_LOCAL=true DYNAMODB_ENDPOINT_URL=$endpoint AWS_ACCESS_KEY_ID=dummy AWS_SECRET_ACCESS_KEY=dummy AWS_REGION=us-east-1
clang -O2 -Wall -Wextra -Werror -o "$scratch/record-order" eng/record-order.c

# Managed code alone: addresses of one width, so that they compare as texts.
read -r low high < <(nm "$program" | awk '$3 == "__start___managedcode" { low = $1 } $3 == "__stop___managedcode" { high = $1 } END { print low, high }')
nm -n --defined-only "$program" | awk -v low="$low" -v high="$high" \
  'tolower($2) == "t" && $1 "" >= low "" && $1 "" < high "" && $3 !~ /^__(start|stop)_/ { print $1, $3 }' > "$scratch/symbols"

mkdir -p "$scratch/conf.d" "$scratch/templates"
cat > "$scratch/conf.d/app.toml" <<END
[template]
src = "app.tmpl"
dest = "$scratch/app.conf"
keys = ["/app"]
END
cat > "$scratch/templates/app.tmpl" <<'END'
{{range gets "/app/*"}}{{base .Key}}={{.Value | toUpper}}
{{end}}{{if exists "/app/b"}}{{$b := getv "/app/b" "none"}}{{printf "%s" $b}}{{end}}
END
printf '{"/app/a": "1", "/app/b": "2"}' > "$scratch/keys.json"
printf '/app/a: "1"\n' > "$scratch/keys.yaml"
printf '{"flagValues": {"on": true}}' > "$scratch/flags.json"
"$program" table create --table order
"$program" table import "$scratch/keys.json" --table order
"$program" flags init --file "$scratch/flags.json" --create-table --table order-flags

record() {
  rm -f "$scratch/app.conf"
  "$scratch/record-order" "$scratch/symbols" "$scratch/called" "$program" "$@"
  cat "$scratch/called" >> "$scratch/all"
}
common=(--confdir "$scratch" --config-file /none --state-dir "$scratch/state")
APP_A=1 APP_B=2 record --onetime "${common[@]}" env
record --onetime "${common[@]}" file --file "$scratch/keys.json"
record --onetime "${common[@]}" file --file "$scratch/keys.yaml"
record --onetime "${common[@]}" dynamodb --table order
record flags eval on --table order-flags --context somebody
# A daemon: some cycles, then what a signal ends.
(sleep 5; kill -TERM "$(pgrep -n -f "$program --interval 1")") &
record --interval 1 "${common[@]}" dynamodb --table order || true

awk '!seen[$0]++' "$scratch/all" | gzip -9n > eng/native-order.txt.gz
echo "$(gzip -dc eng/native-order.txt.gz | wc -l) methods in eng/native-order.txt.gz"
