#!/usr/bin/env bash
# Draws the charts of docs/performance.md from bench/results, into docs/images/performance/ or into FOLDER. Usage: bench/charts.sh [FOLDER]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:-docs/images/performance}
mkdir -p "$folder"

# chart NAME RESULTS [-v NAME=VALUE...]
chart() {
  local name=$1 results=$2
  shift 2
  awk -f bench/bars.awk "$@" "bench/results/$results" > "$folder/$name.svg"
}
chart template-cpu templates.md -v "title=CPU time of a parsing and a rendering, Go's text/template = 1" -v label=1,2 -v value=7 -v mark=1 -v marked=Go
chart template-memory templates.md -v "title=Heap that a parsing and a rendering take, Go's text/template = 1" -v label=1,2 -v value=8 -v mark=1 -v marked=Go
chart evaluation-cpu evaluation.md -v "title=CPU time of a variation, LaunchDarkly's SDK for Node = 1" -v label=1 -v value=4 -v mark=1 -v marked=Node
chart process-cpu processes.md -v "title=CPU milliseconds of a run, start to end" -v label=1 -v value=3
chart process-memory processes.md -v "title=Peak memory of a run, megabytes" -v label=1 -v value=4
