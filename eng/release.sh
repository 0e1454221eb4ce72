#!/usr/bin/env bash
# Everything that a release has, into one folder, with checksums, bill of materials and provenance. The same commit gives the same bytes, in any folder, as long as SDK
# and tools of Debian are the same: eng/check-release.sh shows it.
#
#   eng/release.sh [--dirty] [FOLDER] [PART...]     default: artifacts/release, all parts
#
#   packages   NuGet packages of the libraries and of the tool, with symbols
#   native     binaries for linux-x64 and linux-arm64, each with man page and completions in a .tar.gz; .deb and .rpm of both
#   portable   one self-contained file for each platform without a native build
#
# The version is that of the tag v1.2.3 at this commit, else a pre-release with the number of commits since the last one. --dirty takes a tree with changes.
# PLATFORMS names the portable platforms, where it is not all of eng/publish-portable.sh.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh
# shellcheck source=eng/reproducible.sh
source eng/reproducible.sh

dirty=
[ "${1:-}" != --dirty ] || { dirty=yes; shift; }
output=$(realpath -m "${1:-artifacts/release}")
[ $# -eq 0 ] || shift
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(packages native portable)
if [ -z "$dirty" ] && [ -n "$(git status --porcelain)" ]; then
  echo "release: there are changes that are in no commit; commit them, or say --dirty" >&2
  exit 1
fi
need_tools zip:zip unzip:unzip jq:jq
rm -rf "$output"
mkdir -p "$output"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

dotnet restore src/Confd.Cli -v quiet -nologo
version=$(dotnet msbuild src/Confd.Cli -t:MinVer -getProperty:Version -nologo)
commit=$(git rev-parse HEAD)
echo "confd $version, commit $commit"

packages() {
  local package
  dotnet pack Confd.slnx -c Release -p:RunAnalyzers=false -o "$scratch/packages" -v quiet -nologo
  for package in "$scratch"/packages/*.nupkg "$scratch"/packages/*.snupkg; do settle_package "$package"; done
  cp "$scratch"/packages/* "$output/"
}

# bundle BINARY NAME PLATFORM RUNNABLE: the binary with what belongs to it.
bundle() {
  local folder=$scratch/confd-$version-$3
  install -D -m 0755 "$1" "$folder/$2"
  install -m 0644 LICENSE CHANGELOG.md "$folder/"
  if [[ $3 == linux-* ]]; then
    install -D -m 0644 packaging/man/confd.1 "$folder/man/confd.1"
    install -D -m 0644 -t "$folder/systemd" packaging/systemd/*
    local shell
    mkdir "$folder/completions"
    for shell in bash zsh fish; do "$4" completion "$shell" > "$folder/completions/confd.$shell"; done
  fi
  mkdir "$folder.top"
  mv "$folder" "$folder.top/"
  archive "$output/confd-$version-$3.tar.gz" "$folder.top"
}

native() {
  need_tools rpm:rpmbuild dpkg:dpkg-deb
  # What is there may be of another commit.
  rm -f artifacts/confd artifacts/linux-*/confd
  eng/publish-native.sh
  eng/publish-native.sh linux-x64
  eng/publish-native.sh linux-arm64
  local platform binary
  for platform in linux-x64 linux-arm64; do
    binary=artifacts/$platform/confd
    [ -f "$binary" ] || binary=artifacts/confd
    bundle "$binary" confd "$platform" artifacts/confd
  done
  for platform in amd64 arm64; do cp "$(packaging/deb/build.sh "$platform")" "$output/"; done
  for platform in x86_64 aarch64; do cp "$(packaging/rpm/build.sh "$platform")" "$output/"; done
}

portable() {
  local platform name platforms
  read -r -a platforms <<< "${PLATFORMS:-linux-musl-x64 linux-musl-arm64 osx-x64 osx-arm64 win-x64 win-arm64}"
  eng/publish-native.sh
  for platform in "${platforms[@]}"; do
    eng/publish-portable.sh "$platform" >/dev/null
    name=confd
    [[ $platform != win-* ]] || name=confd.exe
    bundle "artifacts/$platform/$name" "$name" "$platform" artifacts/confd
  done
}

for part in "${parts[@]}"; do
  case $part in
    packages | native | portable) echo "$part" && "$part" ;;
    *) echo "release: '$part' is no part; use packages, native or portable" >&2; exit 2 ;;
  esac
done

eng/sbom.sh src/Confd.Cli confd "$version" > "$output/confd-$version.cdx.json"
(cd "$output" && find . -type f ! -name SHA256SUMS -printf '%P\n' | sort | xargs sha256sum > SHA256SUMS)
builder=https://github.com/confd-dotnet/confd/blob/main/eng/release.sh
[ -z "${GITHUB_WORKFLOW_REF:-}" ] || builder=https://github.com/$GITHUB_WORKFLOW_REF

# What was built from what, in the form of SLSA. Unsigned: it says what this script did, and proves nothing by itself; the release workflow has GitHub sign a statement of its own.
jq -n --sort-keys --arg version "$version" --arg commit "$commit" --arg sdk "$(dotnet --version)" --arg epoch "$SOURCE_DATE_EPOCH" --arg builder "$builder" \
  --arg dirty "$dirty" --rawfile sums "$output/SHA256SUMS" '{
    _type: "https://in-toto.io/Statement/v1",
    subject: [$sums | split("\n")[] | select(length > 0) | split("  ") | { name: .[1], digest: { sha256: .[0] } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://github.com/confd-dotnet/confd/blob/main/eng/release.sh",
        externalParameters: { repository: "https://github.com/confd-dotnet/confd", version: $version },
        internalParameters: { SOURCE_DATE_EPOCH: ($epoch | tonumber), uncommittedChanges: ($dirty != "") },
        resolvedDependencies: [
          { uri: "git+https://github.com/confd-dotnet/confd", digest: { gitCommit: $commit } },
          { name: ".NET SDK", annotations: { version: $sdk } }
        ]
      },
      runDetails: { builder: { id: $builder } }
    }
  }' > "$output/confd-$version.intoto.json"
(cd "$output" && sha256sum "confd-$version.intoto.json" >> SHA256SUMS)
echo "$output: $(find "$output" -type f | wc -l) files"
