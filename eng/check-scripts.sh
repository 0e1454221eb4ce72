#!/usr/bin/env bash
# Every shell script of the repository, read by ShellCheck.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh
need_tools shellcheck:shellcheck

# By their first line: packages, samples and integrations have scripts without an ending too.
mapfile -t scripts < <(git ls-files -z | xargs -0 awk 'FNR == 1 && /^#(!.*sh$| shellcheck shell)/ { print FILENAME } { nextfile }')
shellcheck --external-sources --severity=warning "${scripts[@]}"
echo "${#scripts[@]} scripts"
