#!/usr/bin/env bash
# What an arm64 program needs to run on another machine under qemu-aarch64-static: Debian's libraries for it, unpacked into .tools/arm64-root.
# Prints nothing; does nothing where they are there. Nothing is installed on the machine.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/.tools/arm64-root
[ ! -f "$home/.complete" ] || exit 0

# A package manager's state of its own: the machine's knows one architecture only.
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$home"
touch "$state/status"
options=(-qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o "Dir::State=$state" -o "Dir::State::status=$state/status"
  -o "Dir::Cache=$state/cache" -o "Dir::State::lists=$state/lists" -o "APT::Sandbox::User=$(id -un)")
apt-get "${options[@]}" update
cd "$state"
ssl=libssl3
apt-cache "${options[@]}" show "$ssl" >/dev/null 2>&1 || ssl=libssl3t64
apt-get "${options[@]}" download libc6 libgcc-s1 zlib1g "$ssl"
for package in ./*.deb; do dpkg-deb -x "$package" "$home"; done
touch "$home/.complete"
