#!/usr/bin/env bash
# Everything that must hold: format, scripts, build, native publish, all tests against real parts. Ends with "N passed, N failed, N skipped".
# Usage: ./test.sh [--all-platforms] [--release] [TEST-PROJECT-NAME...]   (default: all projects, this machine's platform)
#   --release: the whole release twice, native binaries included, which takes half an hour; without it its packages alone
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

all_platforms='' release=()
while [ $# -gt 0 ]; do
  case $1 in
    --all-platforms) all_platforms=yes ;;
    --release) release=(packages native portable) ;;
    -*) sed -n '3,4p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    *) break ;;
  esac
  shift
done

step() { printf '\n== %s\n' "$*"; }

step "prerequisites"
need_command dotnet "the .NET SDK (https://dot.net)"
need_command npm "the npm client (https://nodejs.org)"
need_java
need_native_toolchain
need_tools zsh:zsh fish:fish jq:jq rpm:rpmbuild
eng/dynamodb-local.sh install
# Without them their backends' tests are counted as skipped.
servers=(redis etcd zookeeper consul moto)
eng/backend-servers.sh install || servers=()

step "restore"
dotnet restore Confd.slnx --locked-mode -v quiet

step "format"
dotnet format whitespace . --folder --verify-no-changes --exclude tests/fixtures .tools artifacts

step "scripts"
eng/check-scripts.sh

step "build"
dotnet build Confd.slnx -c Release --no-restore -v quiet -nologo

step "native binary"
eng/publish-native.sh

if [ -f tests/interop/package-lock.json ]; then
  step "Node LaunchDarkly SDK"
  npm ci --prefix tests/interop --silent --no-audit --no-fund
fi

if [ -f tests/flag-clients/package-lock.json ]; then
  step "LaunchDarkly's and OpenFeature's SDKs"
  npm ci --prefix tests/flag-clients --silent --no-audit --no-fund
fi

if [ -f tests/browser/package-lock.json ]; then
  step "browser"
  # Without one the tests of pages are counted as skipped, each with the reason.
  (need_tools chromium:chromium) || echo "there is no chromium"
  npm ci --prefix tests/browser --silent --no-audit --no-fund
fi

step "servers"
results=$(mktemp -d)
database_pid='' server_pids=()
cleanup() {
  [ -z "$database_pid" ] || eng/dynamodb-local.sh stop "$database_pid"
  local pid
  for pid in "${server_pids[@]}"; do eng/backend-servers.sh stop "$pid"; done
  rm -rf "$results"
}
trap cleanup EXIT
read -r CONFD_TEST_DYNAMODB database_pid < <(eng/dynamodb-local.sh start)
echo "DynamoDB Local: $CONFD_TEST_DYNAMODB"
for server in "${servers[@]}"; do
  read -r address server_pid < <(eng/backend-servers.sh start "$server")
  server_pids+=("$server_pid")
  export "CONFD_TEST_${server^^}=$address"
  echo "$server: $address"
done
export CONFD_TEST_DYNAMODB CONFD_TEST_BINARY=$root/artifacts/confd CONFD_TEST_SERVERS=$root/.tools/backend-servers/bin

passed=0 failed=0 skipped=0 failures=() unsteady=()
projects=("$@")
[ ${#projects[@]} -gt 0 ] || mapfile -t projects < <(find tests -name '*.Tests.csproj' -not -path '*/obj/*' -printf '%f\n' | sed 's/\.csproj$//' | sort)

# attribute NAME FILE: the sum of a count over the assemblies of a result file.
attribute() { sed -n "s/.*<assembly [^>]*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'; }
# failed_tests FILE: the names of the tests that failed, one a line.
failed_tests() { { grep -o '<test [^>]*result="Fail"' "$1" || true; } | sed 's/.* name="\([^"]*\)".*/\1/'; }

# try_again: runs the failed tests of a project once more, alone. Whatever passes then is named at the end as unsteady, for somebody to look after; it does not fail the run, in which some
# ten thousand tests share two cores, servers and a clock that others set.
try_again() {
  mapfile -t names < <(failed_tests "$report")
  [ "${#names[@]}" -eq "$project_failed" ] && [ "${#names[@]}" -le 3 ] || return 0
  local again=$results/$project.again.xml methods=() name
  for name in "${names[@]}"; do methods+=(-method "${name%%(*}"); done
  echo "once more, alone: ${names[*]}"
  timeout --kill-after 10 900 "tests/$project/bin/Release/net10.0/$project" -xml "$again" -noLogo "${methods[@]}" || return 0
  [ -f "$again" ] && [ "$(attribute passed "$again")" -gt 0 ] || return 0
  unsteady+=("${names[@]}")
  passed=$((passed + project_failed))
  project_failed=0 names=() status=0
}

for project in "${projects[@]}"; do
  step "$project"
  report=$results/$project.xml
  status=0
  # A hanging test fails its project instead of blocking the run; the longest takes some minutes, and a busy machine many times as long.
  timeout --kill-after 10 2700 "tests/$project/bin/Release/net10.0/$project" -xml "$report" -noLogo || status=$?
  if [ ! -f "$report" ]; then
    echo "$project ended with status $status and left no report"
    failed=$((failed + 1))
    failures+=("$project, which left no report")
    continue
  fi
  project_failed=$(($(attribute failed "$report") + $(attribute errors "$report")))
  if [ "$project_failed" -gt 0 ]; then try_again; else names=(); fi
  failures+=("${names[@]}")
  if [ "$status" -ne 0 ] && [ "$project_failed" -eq 0 ]; then
    project_failed=1
    failures+=("$project, which ended with status $status")
  fi
  passed=$((passed + $(attribute passed "$report")))
  failed=$((failed + project_failed))
  skipped=$((skipped + $(attribute skipped "$report")))
done

# check TITLE SCRIPT [ARGUMENT...]: a script counts as one test; each of its lines that begins with "skipped" as one that was skipped.
check() {
  local title=$1
  step "$title"
  shift
  if "$@" | tee "$results/check.txt"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    failures+=("$title")
  fi
  skipped=$((skipped + $(grep -c '^skipped' "$results/check.txt" || true)))
}
check "packages" eng/check-packages.sh
check "Debian package" eng/check-deb.sh
check "RPM package" eng/check-rpm.sh
[ -z "$all_platforms" ] || check "all platforms" eng/check-platforms.sh
# Half of the time of the whole run: not for a few projects.
[ $# -gt 0 ] || check "a newcomer's path" eng/check-newcomer.sh
[ $# -gt 0 ] && [ ${#release[@]} -eq 0 ] || check "release" eng/check-release.sh "${release[@]}"

# Once more at the end, where whoever reads only the end sees it.
[ "${#unsteady[@]}" -eq 0 ] || printf '\npassed only when run alone: %s' "${unsteady[@]}"
[ "${#failures[@]}" -eq 0 ] || printf '\nfailed: %s' "${failures[@]}"
printf '\n\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
