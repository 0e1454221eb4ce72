#!/usr/bin/env bash
# Publishes the native confd into artifacts/confd. Does nothing where it is newer than everything it is made from.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh

binary=artifacts/confd
if [ -x "$binary" ] && [ -z "$(find src Directory.Build.props Directory.Packages.props eng/Library.props global.json \
    \( -name bin -o -name obj \) -prune -o -type f ! -name '*.md' \
    -newer "$binary" -print -quit)" ]; then
  exit 0
fi

need_command dotnet "the .NET SDK $(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' global.json) (https://dot.net)"
need_native_toolchain
case $(uname -m) in
  x86_64) runtime=linux-x64 ;;
  aarch64) runtime=linux-arm64 ;;
  *) echo "No native build for $(uname -m) yet; run 'dotnet run --project src/Confd.Cli' instead." >&2; exit 1 ;;
esac

mkdir -p artifacts
dotnet publish src/Confd.Cli -c Release -r "$runtime" -p:ConfdNative=true -p:RunAnalyzers=false -o artifacts/publish -v quiet -nologo
# A rename, so that a running confd keeps its own file.
cp artifacts/publish/confd artifacts/.confd.new
mv artifacts/.confd.new "$binary"
