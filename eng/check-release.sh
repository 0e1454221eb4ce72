#!/usr/bin/env bash
# Makes the release of this commit twice, in two clones in different folders, and compares them byte by byte. Then looks at what is in it.
#
#   eng/check-release.sh [PART...]     default: packages, which takes some minutes; ./test.sh --release checks all of eng/release.sh
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "$*" >&2; exit 1; }
git -C "$root" rev-parse --verify --quiet HEAD >/dev/null || { echo "skipped: the release, this is no clone"; exit 0; }
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(packages)

# A mirror of NuGet need not have the runtime of every platform.
if [[ " ${parts[*]} " == *" portable "* ]] && [ -z "${PLATFORMS:-}" ]; then
  # In a clone, and as a property: a restore with -r writes its platform into the lock files.
  git clone --quiet "file://$root" "$scratch/probe"
  PLATFORMS=
  for platform in linux-musl-x64 linux-musl-arm64 osx-x64 osx-arm64 win-x64 win-arm64; do
    if (cd "$scratch/probe" && dotnet restore src/Confd.Cli -p:RuntimeIdentifier="$platform" -p:ConfdPortable=true -v quiet > "$scratch/log" 2>&1); then
      PLATFORMS+=" $platform"
    elif grep -q "NU1101: Unable to find package Microsoft.NETCore.App.Runtime.$platform" "$scratch/log"; then
      echo "skipped: $platform, the package source has no .NET runtime for it"
    else
      cat "$scratch/log" >&2
      fail "nothing can be restored for $platform"
    fi
  done
  export PLATFORMS
  rm -rf "$scratch/probe"
fi

# Folders of different names and depths, so that no path can be in what is built.
for place in "$scratch/one" "$scratch/another/place"; do
  git clone --quiet "file://$root" "$place"
  (cd "$place" && eng/release.sh "$place.release" "${parts[@]}" > "$scratch/log" 2>&1) || { cat "$scratch/log" >&2; fail "there is no release"; }
done
first=$scratch/one.release second=$scratch/another/place.release
diff -rq "$first" "$second" || fail "two builds of one commit differ"

(cd "$first" && sha256sum --quiet --check SHA256SUMS) || fail "a checksum is wrong"
[ "$(wc -l < "$first/SHA256SUMS")" -eq $(($(find "$first" -type f | wc -l) - 1)) ] || fail "a file has no checksum"
bill=$(echo "$first"/*.cdx.json) statement=$(echo "$first"/*.intoto.json)
jq -e '.bomFormat == "CycloneDX" and (.components | length) > 10 and ([.components[] | select(.type == "library") | .hashes[0].content | length] | all(. == 128))
  and ([.components[].purl] | any(startswith("pkg:nuget/AWSSDK.DynamoDBv2@"))) and ([.components[] | select(.type == "library") | .licenses] | all(. != null))' "$bill" >/dev/null \
  || fail "the bill of materials is not whole"
jq -e '[.dependencies[].ref] - ([.components[]."bom-ref"] + [.metadata.component."bom-ref"]) == []' "$bill" >/dev/null || fail "the bill names what it does not have"
jq -e --arg commit "$(git -C "$root" rev-parse HEAD)" '.predicate.buildDefinition.resolvedDependencies[0].digest.gitCommit == $commit and (.subject | length) > 0' "$statement" \
  >/dev/null || fail "the provenance is of another commit"
! grep -rlF "$scratch" "$first" >/dev/null || fail "a path of this machine is in the release"
echo "$(find "$first" -type f | wc -l) files, twice the same bytes: ${parts[*]}"
