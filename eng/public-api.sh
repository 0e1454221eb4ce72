#!/usr/bin/env bash
# Brings PublicAPI.Unshipped.txt of the libraries up to date with their code. Nothing else needs this script: the build names every line that is missing or too many.
#
#   eng/public-api.sh [PROJECT...]    default: all libraries; review the difference
#   eng/public-api.sh --ship          for a release: what is unshipped becomes shipped, what was removed goes
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh

export LC_ALL=C
header='#nullable enable'
# lines FILE: without the header.
lines() { grep -vxF "$header" "$1" || true; }

if [ "${1:-}" = --ship ]; then
  for unshipped in src/*/PublicAPI.Unshipped.txt; do
    shipped=${unshipped/Unshipped/Shipped}
    removed=$(lines "$unshipped" | sed -n 's/^\*REMOVED\*//p')
    both=$({ lines "$shipped"; lines "$unshipped"; } | { grep -v '^\*REMOVED\*' || true; } | sort -u)
    { echo "$header"; printf '%s\n' "$both" | grep -vxF "${removed:-$header}" | sed '/^$/d'; } > "$shipped.new"
    mv "$shipped.new" "$shipped"
    echo "$header" > "$unshipped"
  done
  exit 0
fi

need_tools jq:jq
projects=("$@")
[ ${#projects[@]} -gt 0 ] || mapfile -t projects < <(find src -name PublicAPI.Unshipped.txt -printf '%h\n' | xargs -n 1 basename | sort)
report=$(mktemp -d)
trap 'rm -rf "$report"' EXIT

for project in "${projects[@]}"; do
  unshipped=src/$project/PublicAPI.Unshipped.txt
  for list in "$unshipped" "src/$project/PublicAPI.Shipped.txt"; do
    [ -f "$list" ] || echo "$header" > "$list" # of a new library
  done
  # The compiler may not leave the project out; what it depends on writes a report of the same name before it, if at all: the last one is the project's.
  rm -f "src/$project/obj/Release/net10.0/$project.dll" "$report/report.sarif"
  dotnet build "src/$project" -c Release -m:1 -v quiet -nologo "-clp:ErrorsOnly;NoSummary" \
    "-p:ErrorLog=$report/report.sarif%2Cversion=2.1" '-p:WarningsNotAsErrors="RS0016;RS0017"'
  jq -r '.runs[0].results[] | select(.ruleId == "RS0016").properties.customProperties.APIName' "$report/report.sarif" > "$report/added"
  jq -r '.runs[0].results[] | select(.ruleId == "RS0017").message.text | sub("^Symbol .";"") | sub(". is part of the declared API.*$"; "")' \
    "$report/report.sarif" > "$report/gone"
  # What has been released is not deleted but marked as removed.
  {
    echo "$header"
    {
      lines "$unshipped" | grep -vxFf "$report/gone" || true
      cat "$report/added"
      grep -xFf "$report/gone" "src/$project/PublicAPI.Shipped.txt" | sed 's/^/*REMOVED*/' || true
    } | sort -u
  } > "$report/new"
  cmp -s "$report/new" "$unshipped" || { cp "$report/new" "$unshipped" && echo "$unshipped"; }
done
