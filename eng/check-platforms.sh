#!/usr/bin/env bash
# All platforms from one machine: both native binaries and their packages, a smoke of the arm64 one under qemu, and the portable files.
# Run by ./test.sh --all-platforms. CONFD_TEST_DYNAMODB names the database of the smoke.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh
need_tools file:file rpm:rpmbuild
[ "$(uname -m)" = x86_64 ] || { echo "skipped: the other platforms are built on x64"; exit 0; }
need_tools qemu-user-static:qemu-aarch64-static

fail() { echo "$*" >&2; exit 1; }
# is FILE PATTERN: what kind of file it is.
is() { [[ $(file -b "$1") =~ $2 ]] || fail "$1 is $(file -b "$1")"; }

eng/publish-native.sh
eng/publish-native.sh linux-arm64
is artifacts/confd 'ELF 64-bit LSB .*x86-64'
is artifacts/linux-arm64/confd 'ELF 64-bit LSB .*ARM aarch64'
[ "$(dpkg-deb --field "$(packaging/deb/build.sh arm64)" Architecture)" = arm64 ] || fail "the .deb is not for arm64"
[ "$(rpm -qp --queryformat '%{ARCH}' "$(packaging/rpm/build.sh aarch64)")" = aarch64 ] || fail "the .rpm is not for aarch64"

eng/arm64-root.sh
smoke=$(mktemp -d)
trap 'rm -rf "$smoke"' EXIT
cat > "$smoke/confd" <<END
#!/bin/sh
exec qemu-aarch64-static -L "$root/.tools/arm64-root" "$root/artifacts/linux-arm64/confd" "\$@"
END
chmod 0755 "$smoke/confd"
CONFD_TEST_BINARY=$smoke/confd CONFD_TEST_SCENARIOS="$(tr '\n' ' ' < eng/arm64-smoke.txt)" \
  tests/Confd.Cli.Tests/bin/Release/net10.0/Confd.Cli.Tests -class Confd.Cli.Tests.Scenarios.ScenarioTests -noLogo -noColor > "$smoke/log" \
  || { cat "$smoke/log" >&2; fail "the arm64 smoke failed"; }
flags=0
for cases in kinds op-numeric op-semver prerequisites rollouts rules segments targets; do
  for program in artifacts/confd "$smoke/confd"; do
    "$program" flags eval --cases "tests/fixtures/flags/$cases.jsonl" --data-dir tests/fixtures/flags/data > "$smoke/$(dirname "$program" | tr / -).answers"
  done
  cmp "$smoke"/*.answers || fail "flags of $cases.jsonl answer otherwise on arm64"
  flags=$((flags + $(wc -l < "$smoke/artifacts.answers")))
done
echo "arm64 under qemu: $(sed -n 's/.*Total: \([0-9]*\),.*Skipped: \([0-9]*\),.*/\1 \2/p' "$smoke/log" | awk '{ print $1 - $2 }') scenarios, $flags flags"

# portable PLATFORM FILE PATTERN: builds it; a mirror of NuGet need not have the runtime of every platform.
portable() {
  if ! eng/publish-portable.sh "$1" > "$smoke/log" 2>&1; then
    grep -q "NU1101: Unable to find package Microsoft.NETCore.App.Runtime.$1" "$smoke/log" || { cat "$smoke/log" >&2; fail "there is no build for $1"; }
    echo "skipped: $1, the package source has no .NET runtime for it"
    return
  fi
  is "artifacts/$1/$2" "$3"
}
portable linux-musl-x64 confd 'ELF 64-bit LSB .*x86-64.*ld-musl'
portable linux-musl-arm64 confd 'ELF 64-bit LSB .*aarch64.*ld-musl'
portable osx-x64 confd 'Mach-O 64-bit x86_64'
portable osx-arm64 confd 'Mach-O 64-bit arm64'
portable win-x64 confd.exe 'PE32\+ .*x86-64'
portable win-arm64 confd.exe 'PE32\+ .*(Aarch64|ARM64)'
ls -l artifacts/confd artifacts/*/confd artifacts/*/confd.exe | awk '{ printf "%6.1f MB  %s\n", $5 / 1e6, $NF }'
