#!/usr/bin/env bash
# What an arm64 program needs to run on another machine under qemu-aarch64-static: Debian's libraries for it, unpacked into .tools/arm64-root.
# Prints nothing; does nothing where they are there. Nothing is installed on the machine.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/.tools/arm64-root
[ ! -f "$home/.complete" ] || exit 0

# shellcheck source=eng/prerequisites.sh
source "$root/eng/prerequisites.sh"
# shellcheck source=eng/debian.sh
source "$root/eng/debian.sh"

unpack_debs "$home" arm64 {libc6,libgcc-s1,zlib1g,libssl3}/bookworm
touch "$home/.complete"
