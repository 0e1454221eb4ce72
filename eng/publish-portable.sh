#!/usr/bin/env bash
# Publishes confd as one self-contained, trimmed file with the runtime in it, for platforms without a native build here: artifacts/PLATFORM/confd.
#
#   eng/publish-portable.sh [PLATFORM...]    default: all of linux-musl-x64 linux-musl-arm64 osx-x64 osx-arm64 win-x64 win-arm64
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh

platforms=("$@")
[ ${#platforms[@]} -gt 0 ] || platforms=(linux-musl-x64 linux-musl-arm64 osx-x64 osx-arm64 win-x64 win-arm64)
need_command dotnet "the .NET SDK $(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' global.json) (https://dot.net)"

for platform in "${platforms[@]}"; do
  name=confd
  case $platform in
    win-x64 | win-arm64) name=confd.exe ;;
    linux-musl-x64 | linux-musl-arm64 | osx-x64 | osx-arm64) ;;
    *) echo "publish-portable: '$platform' is no platform of these: linux-musl-x64 linux-musl-arm64 osx-x64 osx-arm64 win-x64 win-arm64" >&2; exit 2 ;;
  esac
  folder=artifacts/$platform
  mkdir -p "$folder"
  dotnet publish src/Confd.Cli -c Release -r "$platform" -p:ConfdPortable=true -p:RunAnalyzers=false -o "$folder/publish" -v quiet -nologo >&2
  cp "$folder/publish/$name" "$folder/.$name.new"
  mv "$folder/.$name.new" "$folder/$name"
  echo "$folder/$name"
done
