#!/usr/bin/env bash
# What an evaluation costs, beside LaunchDarkly's SDK for Node where there is Node.js. Usage: bench/flags/compare.sh [PAIRS]   (5 by default)
# Run in turn; both must give the same values. CPU time is the whole process's.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pairs=${1:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet publish bench/Confd.Flags.Measure -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -o "$work/ours" -v quiet -nologo >&2
node=
if command -v npm >/dev/null; then
  [ -d tests/interop/node_modules ] || npm ci --prefix tests/interop --silent --no-audit --no-fund >&2
  node="LaunchDarkly's SDK for Node $(sed -n 's/.*"@launchdarkly\/node-server-sdk": "\(.*\)".*/\1/p' tests/interop/package.json)"
fi

for ((pair = 0; pair < pairs; pair++)); do
  "$work/ours/Confd.Flags.Measure" bench/flags/flags.json 300 | sed 's/^/ours /'
  [ -z "$node" ] || NODE_PATH=$PWD/tests/interop/node_modules node bench/flags/measure.cjs bench/flags/flags.json 300 | sed 's/^/node /'
done > "$work/figures"

if [ "$(cut -d ' ' -f 2,3 "$work/figures" | sort -u | wc -l)" -ne "$(cut -d ' ' -f 2 "$work/figures" | sort -u | wc -l)" ]; then
  echo "The two answer differently:" >&2
  cut -d ' ' -f 1-3 "$work/figures" | sort -u >&2
  exit 1
fi

median() { awk -v program="$1" -v name="$2" '$1 == program && $2 == name { print $4 }' "$work/figures" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

echo "| flag | ns of CPU | ${node:-Node}: ns | CPU, Node = 1 |"
echo "| --- | --: | --: | --: |"
for name in $(cut -d ' ' -f 2 "$work/figures" | sort -u); do
  ours=$(median ours "$name")
  if [ -n "$node" ]; then
    theirs=$(median node "$name")
    echo "| $name | $ours | $theirs | $(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.3f", a / b }') |"
  else
    echo "| $name | $ours | | |"
  fi
done
