#!/usr/bin/env bash
# What parsing and rendering cost, beside Go's text/template where there is a Go compiler. Usage: bench/templates/compare.sh [PAIRS]   (7 by default)
# Both programs are native, run in turn, and must render the same bytes. CPU time is the whole process's: the collectors' threads count.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pairs=${1:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -f bench/templates/data.awk > "$work/data.json"
dotnet publish bench/Confd.GoTemplate.Measure -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -o "$work/ours" -v quiet -nologo
go_version=
if command -v go >/dev/null; then
  (cd bench/templates/go && go build -o "$work/go" .)
  go_version=$(go env GOVERSION)
fi

for ((pair = 0; pair < pairs; pair++)); do
  "$work/ours/Confd.GoTemplate.Measure" bench/templates/cases "$work/data.json" 400 | sed 's/^/ours /'
  [ -z "$go_version" ] || "$work/go" bench/templates/cases "$work/data.json" 400 | sed 's/^/go /'
done > "$work/figures"

if [ -n "$go_version" ] && [ "$(cut -d ' ' -f 2,3 "$work/figures" | sort -u | wc -l)" -ne "$(cut -d ' ' -f 2 "$work/figures" | sort -u | wc -l)" ]; then
  echo "The two programs rendered different bytes:" >&2
  cut -d ' ' -f 1-3 "$work/figures" | sort -u >&2
  exit 1
fi

# median PROGRAM CASE COLUMN
median() { awk -v program="$1" -v name="$2" -v column="$3" '$1 == program && $2 == name { print $column }' "$work/figures" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

echo "| case | work | ns of CPU | bytes of heap | ${go_version:-Go}: ns | bytes | CPU, Go = 1 | bytes, Go = 1 |"
echo "| --- | --- | --: | --: | --: | --: | --: | --: |"
for name in $(cut -d ' ' -f 2 "$work/figures" | sort -u); do
  column=4
  for work_done in parse render; do
    cpu=$(median ours "$name" $column) bytes=$(median ours "$name" $((column + 1)))
    row="| ${name%.tmpl} | $work_done | $cpu | $bytes |"
    if [ -n "$go_version" ]; then
      go_cpu=$(median go "$name" $column) go_bytes=$(median go "$name" $((column + 1)))
      row="$row $go_cpu | $go_bytes | $(awk -v a="$cpu" -v b="$go_cpu" 'BEGIN { printf "%.2f", a / b }') | $(awk -v a="$bytes" -v b="$go_bytes" 'BEGIN { printf "%.3f", a / b }') |"
    else
      row="$row | | | |"
    fi
    echo "$row"
    column=6
  done
done
