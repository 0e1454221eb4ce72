#!/usr/bin/env bash
# What an evaluation costs, beside LaunchDarkly's SDK for Node where there is Node.js. Usage: bench/flags/compare.sh [PAIRS]   (5 by default)
# Run in turn; both must give the same values. CPU time is the whole process's.
set -euo pipefail

# shellcheck source=bench/pairs.sh
source "$(dirname "${BASH_SOURCE[0]}")/../pairs.sh"

node=
if command -v npm >/dev/null; then
  [ -d tests/interop/node_modules ] || npm ci --prefix tests/interop --silent --no-audit --no-fund >&2
  node="LaunchDarkly's SDK for Node $(sed -n 's/.*"@launchdarkly\/node-server-sdk": "\(.*\)".*/\1/p' tests/interop/package.json)"
fi

ours() { "$work/ours" bench/flags/flags.json 300; }
theirs() { NODE_PATH=$PWD/tests/interop/node_modules node bench/flags/measure.cjs bench/flags/flags.json 300; }
measure Confd.Flags.Measure "${1:-5}" "$node"

echo "| flag | ns of CPU | ${node:-Node}: ns | CPU, Node = 1 |"
echo "| --- | --: | --: | --: |"
for name in $(cases); do
  ours=$(median ours "$name" 4)
  if [ -n "$node" ]; then
    theirs=$(median theirs "$name" 4)
    echo "| $name | $ours | $theirs | $(ratio "$ours" "$theirs") |"
  else
    echo "| $name | $ours | | |"
  fi
done
