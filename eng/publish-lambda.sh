#!/usr/bin/env bash
# Publishes a sample as the bootstrap of a Lambda function, natively compiled: artifacts/SAMPLE/PLATFORM/bootstrap, and function.zip beside the folder.
#
#   eng/publish-lambda.sh lambda-flags|lambda-flag-service [linux-x64|linux-arm64]    default: this machine's
#
# The C library of provided.al2023 is glibc 2.34; what it needs is checked.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh

sample=${1:-}
case $sample in
  lambda-flags) assembly=LambdaFlags ;;
  lambda-flag-service) assembly=LambdaFlagService ;;
  *) sed -n '2,4p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
machine=linux-x64
[ "$(uname -m)" != aarch64 ] || machine=linux-arm64
platform=${2:-$machine}
case $platform in
  linux-x64 | linux-arm64) ;;
  *) echo "publish-lambda: '$platform' is no platform of Lambda; use linux-x64 or linux-arm64" >&2; exit 2 ;;
esac
need_native_toolchain
need_tools zip:zip binutils:strings
[ "$platform" = "$machine" ] || need_cross_toolchain "$platform"

folder=artifacts/$sample/$platform
rm -rf "$folder" "$folder.publish" "$folder.zip"
mkdir -p "$folder"
dotnet publish "samples/$sample" -c Release -r "$platform" -p:ConfdNative=true -p:RunAnalyzers=false -o "$folder.publish" -v quiet -nologo
install -m 0755 "$folder.publish/$assembly" "$folder/bootstrap"
rm -rf "$folder.publish"
needed=$(strings -a "$folder/bootstrap" | sed -n 's/^GLIBC_\([0-9.]*\)$/\1/p' | sort -V | tail -n 1)
[ "$(printf '%s\n2.34\n' "$needed" | sort -V | tail -n 1)" = 2.34 ] || { echo "publish-lambda: the program needs glibc $needed, and Amazon Linux 2023 has 2.34" >&2; exit 1; }
(cd "$folder" && zip -q -9 -X "../$platform.zip" bootstrap)
echo "$folder/bootstrap, $(stat -c %s "$folder/bootstrap") bytes; artifacts/$sample/$platform.zip, $(stat -c %s "artifacts/$sample/$platform.zip") bytes"
