#!/usr/bin/env bash
# The benchmarks. Usage: ./bench.sh [--peer CONFD] [--big] [--parts] | --fleet [--agents N] [--limits PROGRAM] [--history] [--templates] [--evaluation]
#   whole processes (wall, CPU, peak memory; medians of 7), with --peer beside another confd binary, in turn
#   --big: also a table of 200,000 items, some 100 MB (minutes)
#   --fleet: only N agents, 30 by default, that watch one table by its journal, and 2,000 simulated ones (seven minutes). DynamoDB's limits
#     are kept by the benchmark itself, or by a program that takes --listen PORT --upstream URL --stream-reads N --partition-units N
#   --history: only the log and the way back of a table with 10,000 entries in its journal (minutes)
#   --templates: only parsing and rendering, beside Go's text/template where there is a Go compiler (two minutes)
#   --evaluation: only the evaluation of flags, beside LaunchDarkly's SDK for Node where there is Node.js (a minute)
#   --parts: also the library benchmarks (BenchmarkDotNet; minutes)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh

peer=() big='' fleet='' agents=30 limits=() history='' templates='' evaluation='' parts=''
while [ $# -gt 0 ]; do
  case $1 in
    --peer) peer=("$2"); shift 2 ;;
    --big) big=yes; shift ;;
    --fleet) fleet=yes; shift ;;
    --agents) agents=$2; shift 2 ;;
    --limits) limits=("$2"); shift 2 ;;
    --history) history=yes; shift ;;
    --templates) templates=yes; shift ;;
    --evaluation) evaluation=yes; shift ;;
    --parts) parts=yes; shift ;;
    *) sed -n '2,11p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
done

# Where and when the figures were measured.
measured_on() { echo "$(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD)"; }

if [ -n "$templates" ]; then
  {
    echo "# Templates"
    echo
    echo "$(measured_on). One parsing, one rendering of each template of bench/templates/cases; medians of 7 runs in turn, native programs, the same bytes rendered."
    echo
    bench/templates/compare.sh
  } | tee bench/results/templates.md
fi

if [ -n "$evaluation" ]; then
  {
    echo "# Evaluation"
    echo
    echo "$(measured_on). One variation of a flag that a client holds in memory (bench/flags/flags.json), without events; medians of 5 runs in turn, the same values."
    echo
    bench/flags/compare.sh
  } | tee bench/results/evaluation.md
fi

if [ -n "$templates$evaluation" ]; then
  bench/charts.sh
  [ -n "$fleet$history" ] || exit 0
fi

eng/publish-native.sh
dotnet build bench/Confd.Benchmarks -c Release -v quiet -nologo
bench=bench/Confd.Benchmarks/bin/Release/net10.0/Confd.Benchmarks
clang -O2 -Wall -Wextra -Werror -o "$(dirname "$bench")/measure" bench/measure.c

server_pid=
cleanup() { [ -z "$server_pid" ] || eng/dynamodb-local.sh stop "$server_pid"; }
trap cleanup EXIT
read -r url server_pid < <(eng/dynamodb-local.sh start)

if [ -n "$fleet" ]; then
  {
    echo "# Fleet"
    echo
    echo "$(nproc) cores shared with DynamoDB Local and all agents, $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), load before $(cut -d ' ' -f 1 /proc/loadavg). Between agents and DynamoDB Local stands a proxy that keeps the service's limits: five reads a second of a shard, 3,000 read units a second of a partition."
    echo
    "$bench" fleet artifacts/confd "$url" "$agents" "${limits[@]}"
    echo
    echo "Simulated, in virtual time, with the follower and the election of the program, the writer killed every minute:"
    echo
    dotnet build tests/Confd.DynamoDb.Tests -c Release -v quiet -nologo >/dev/null
    tests/Confd.DynamoDb.Tests/bin/Release/net10.0/Confd.DynamoDb.Tests -noLogo -noColor -class '*FleetSimulationTests' -showLiveOutput |
      grep -o -m 1 '[0-9]* watchers, .*throttled'
  } | tee bench/results/fleet.md
fi

if [ -n "$history" ]; then
  {
    echo "# History"
    echo
    echo "$(nproc) cores shared with DynamoDB Local, $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), load before $(cut -d ' ' -f 1 /proc/loadavg). Median of five runs of the native program."
    echo
    "$bench" history artifacts/confd "$url"
  } | tee bench/results/history.md
fi

[ -z "$fleet$history" ] || exit 0

results=bench/results/processes.md
{
  echo "# Whole processes"
  echo
  echo "$(measured_on). Medians of 15 runs after a warm-up of ten runs and ten seconds at least; DynamoDB Local on the same machine.${peer:+ The peer, in turn with it: $("${peer[0]}" --version).}"
  echo
  "$bench" processes artifacts/confd "$url" "${peer[@]}"
} | tee "$results"

{
  echo
  echo "# Flag store"
  echo
  "$bench" flags "$url"
} | tee bench/results/flag-store.md

bench/charts.sh

if [ -n "$big" ]; then
  {
    echo "# Tables"
    echo
    echo "$(nproc) cores shared with DynamoDB Local, $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD). Megabytes of 1,000,000 bytes; those of MB/s are keys and values."
    echo
    "$bench" tables artifacts/confd "$url" 200000
  } | tee bench/results/tables.md
fi

if [ -n "$parts" ]; then
  rm -rf artifacts/benchmarks
  "$bench" parts --filter '*' --job short --buildTimeout 900 --artifacts artifacts/benchmarks
  { echo "# Parts"; for report in artifacts/benchmarks/results/*-report-github.md; do echo; cat "$report"; done; } > bench/results/parts.md
fi
