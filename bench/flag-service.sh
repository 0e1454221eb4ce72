#!/usr/bin/env bash
# What an answer and a stream of `confd flags serve` cost. Usage: bench/flag-service.sh [--streams N]   (10000 by default; needs as many descriptors)
# CPU time is the service's own: the load generator beside it, a process of its own, does not count.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
streams=10000
[ "${1:-}" != --streams ] || streams=$2

eng/publish-native.sh
dotnet build bench/Confd.Flags.Load -c Release -v quiet -nologo
load=bench/Confd.Flags.Load/bin/Release/net10.0/Confd.Flags.Load
confd=$root/artifacts/confd

work=$(mktemp -d)
server_pid='' service_pid=''
cleanup() {
  [ -z "$service_pid" ] || kill "$service_pid" 2>/dev/null || true
  [ -z "$server_pid" ] || eng/dynamodb-local.sh stop "$server_pid"
  rm -rf "$work"
}
trap cleanup EXIT
read -r url server_pid < <(eng/dynamodb-local.sh start)
export AWS_ENDPOINT_URL=$url AWS_ACCESS_KEY_ID=dummy AWS_SECRET_ACCESS_KEY=dummy AWS_REGION=us-east-1

# 350 flags, some 100 kB as server-side SDKs get them: half are plain, a quarter have rules, an eighth each are rolled out or stand behind another.
awk 'BEGIN {
  printf "{\"flags\":{"
  for (i = 0; i < 350; i++) {
    printf "%s\"feature-%d\":{\"key\":\"feature-%d\",\"version\":%d,\"on\":true,\"variations\":[true,false],\"offVariation\":1,\"salt\":\"5a3c%d\",", i ? "," : "", i, i, i + 1, i
    printf "\"clientSideAvailability\":{\"usingEnvironmentId\":true,\"usingMobileKey\":true},"
    if (i % 4 == 1) printf "\"rules\":[{\"id\":\"r%d\",\"variation\":0,\"clauses\":[{\"contextKind\":\"user\",\"attribute\":\"country\",\"op\":\"in\",\"values\":[\"de\",\"fr\",\"at\"]},{\"contextKind\":\"user\",\"attribute\":\"plan\",\"op\":\"in\",\"values\":[\"pro\"]}]}],", i
    if (i % 8 == 3) printf "\"prerequisites\":[{\"key\":\"feature-%d\",\"variation\":0}],", i - 3
    if (i % 8 == 7) printf "\"fallthrough\":{\"rollout\":{\"variations\":[{\"variation\":0,\"weight\":30000},{\"variation\":1,\"weight\":70000}]}}}"
    else printf "\"fallthrough\":{\"variation\":0}}"
  }
  printf "}}\n"
}' > "$work/flags.json"
"$confd" flags init --table flags --create-table --file "$work/flags.json" >/dev/null
printf sdk-key > "$work/sdk"
printf ofrep-key > "$work/ofrep"
port=$((20000 + RANDOM % 20000))
"$confd" flags serve --table flags --listen "127.0.0.1:$port" --sdk-key-file "$work/sdk" --ofrep-key-file "$work/ofrep" --client-side-id browser >"$work/log" 2>&1 &
service_pid=$!
until curl -sf "http://127.0.0.1:$port/ready" >/dev/null; do kill -0 "$service_pid"; done
sleep 2

ask() { "$load" --address "127.0.0.1:$port" --pid "$service_pid" "$@"; }
user=$(printf '{"kind":"user","key":"ann","country":"de","plan":"pro"}' | base64 -w0 | tr '+/' '-_' | tr -d '=')
body='{"context":{"targetingKey":"ann","country":"de","plan":"pro"}}'
change="sed 's/\"feature-0\",\"version\":1,/\"feature-0\",\"version\":7,/' $work/flags.json | jq -c '{flags:{\"feature-0\":.flags[\"feature-0\"]}}' | $confd flags upsert --table flags --file - >/dev/null"
{
  echo "# The flag service"
  echo
  echo "$(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD). 350 flags; load average $(cut -d' ' -f1 /proc/loadavg) at the start."
  echo
  echo '```text'
  echo "idle: $(awk '/VmRSS/ { printf "%.1f MiB", $2 / 1024 }' "/proc/$service_pid/status")"
  ask --name "OFREP, one flag" --method POST --path /ofrep/v1/evaluate/flags/feature-1 --header "Authorization: Bearer ofrep-key" --body "$body" --requests 100000
  ask --name "OFREP, 350 flags" --method POST --path /ofrep/v1/evaluate/flags --header "Authorization: Bearer ofrep-key" --body "$body" --requests 10000 --connections 8
  ask --name "client evaluation, 350 flags" --path "/sdk/evalx/browser/contexts/$user" --requests 20000 --connections 8
  ask --name "/sdk/latest-all" --path /sdk/latest-all --header "Authorization: sdk-key" --requests 10000 --connections 8
  ask --name "client-side streams" --path /ping/browser --streams "$streams" --trigger "$change"
  echo '```'
} | tee bench/results/flag-service.md
