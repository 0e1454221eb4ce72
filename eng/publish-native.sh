#!/usr/bin/env bash
# Publishes the native confd. Does nothing where it is newer than everything it is made from.
#
#   eng/publish-native.sh                this machine's, into artifacts/confd
#   eng/publish-native.sh linux-arm64    the named platform's: artifacts/confd where it is this machine's, else artifacts/linux-arm64/confd
#
# Platforms: linux-x64, linux-arm64. The C library must be as new as that of the machine that built it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh

case $(uname -s)-$(uname -m) in
  Linux-x86_64) machine=linux-x64 ;;
  Linux-aarch64) machine=linux-arm64 ;;
  *) machine=none ;;
esac
platform=${1:-$machine}
case $platform in
  linux-x64 | linux-arm64) ;;
  none) echo "There is no native build on $(uname -s) $(uname -m); run 'dotnet run --project src/Confd.Cli' instead." >&2; exit 1 ;;
  *) echo "publish-native: '$platform' has no native build; use linux-x64 or linux-arm64, or eng/publish-portable.sh" >&2; exit 2 ;;
esac

folder=artifacts
[ "$platform" = "$machine" ] || folder=artifacts/$platform
binary=$folder/confd
if [ -x "$binary" ] && [ -z "$(find src Directory.Build.props Directory.Packages.props eng/Library.props eng/native-order.txt.gz global.json \
    \( -name bin -o -name obj \) -prune -o -type f ! -name '*.md' \
    -newer "$binary" -print -quit)" ]; then
  exit 0
fi

need_command dotnet "the .NET SDK $(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' global.json) (https://dot.net)"
need_native_toolchain
[ "$platform" = "$machine" ] || need_cross_toolchain "$platform"

mkdir -p "$folder"
order=$root/artifacts/native-order.txt
gzip -dc eng/native-order.txt.gz > "$order"
dotnet publish src/Confd.Cli -c Release -r "$platform" -p:ConfdNative=true -p:ConfdOrder="$order" -p:RunAnalyzers=false -o "$folder/publish" -v quiet -nologo
# A rename, so that a running confd keeps its own file.
cp "$folder/publish/confd" "$folder/.confd.new"
mv "$folder/.confd.new" "$binary"
