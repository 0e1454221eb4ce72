#!/usr/bin/env bash
# What parsing and rendering cost, beside Go's text/template where there is a Go compiler. Usage: bench/templates/compare.sh [PAIRS]   (7 by default)
# Both programs are native, run in turn, and must render the same bytes. CPU time is the whole process's: the collectors' threads count.
set -euo pipefail

# shellcheck source=bench/pairs.sh
source "$(dirname "${BASH_SOURCE[0]}")/../pairs.sh"

awk -f bench/templates/data.awk > "$work/data.json"
go_version=
if command -v go >/dev/null; then
  (cd bench/templates/go && go build -o "$work/go" .)
  go_version=$(go env GOVERSION)
fi

ours() { "$work/ours" bench/templates/cases "$work/data.json" 400; }
theirs() { "$work/go" bench/templates/cases "$work/data.json" 400; }
measure Confd.GoTemplate.Measure "${1:-7}" "$go_version"

echo "| case | work | ns of CPU | bytes of heap | ${go_version:-Go}: ns | bytes | CPU, Go = 1 | bytes, Go = 1 |"
echo "| --- | --- | --: | --: | --: | --: | --: | --: |"
for name in $(cases); do
  column=4
  for work_done in parse render; do
    cpu=$(median ours "$name" $column) bytes=$(median ours "$name" $((column + 1)))
    row="| ${name%.tmpl} | $work_done | $cpu | $bytes |"
    if [ -n "$go_version" ]; then
      go_cpu=$(median theirs "$name" $column) go_bytes=$(median theirs "$name" $((column + 1)))
      row="$row $go_cpu | $go_bytes | $(ratio "$cpu" "$go_cpu") | $(ratio "$bytes" "$go_bytes") |"
    else
      row="$row | | | |"
    fi
    echo "$row"
    column=6
  done
done
