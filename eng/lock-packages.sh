#!/usr/bin/env bash
# Writes the lock files of all packages again, those of the native program too: docs/decisions/lock-files.md
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet restore Confd.slnx --force-evaluate -v quiet
for platform in linux-x64 linux-arm64; do
  dotnet restore src/Confd.Cli -p:RuntimeIdentifier=$platform -p:ConfdNative=true -p:ConfdRelease=true -p:RestoreLockedMode=false --force-evaluate -v quiet
done
