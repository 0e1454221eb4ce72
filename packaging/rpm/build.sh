#!/usr/bin/env bash
# Builds artifacts/confd-dotnet-VERSION-1.ARCH.rpm from the native binary: the files of the Debian package, where Red Hat's systems look for them.
#
#   packaging/rpm/build.sh [x86_64|aarch64]    default: this machine's
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh
# shellcheck source=packaging/stage.sh
source packaging/stage.sh

architecture=${1:-$(uname -m)}
case $architecture in
  x86_64) find_binary linux-x64 ;;
  aarch64) find_binary linux-arm64 ;;
  *) echo "rpm: no native build for '$architecture'; use x86_64 or aarch64" >&2; exit 2 ;;
esac
need_tools rpm:rpmbuild

zsh_folder=site-functions
stage_files "$binary" "$runnable"
# Red Hat's place for the variables of services.
install -d "$stage/etc/sysconfig"
mv "$stage"/etc/default/* "$stage/etc/sysconfig/"
rmdir "$stage/etc/default"
sed -i 's:/etc/default/confd:/etc/sysconfig/confd:' "$stage"/usr/lib/systemd/system/*.service
put 0644 LICENSE usr/share/licenses/confd-dotnet/LICENSE
put 0644 CHANGELOG.md usr/share/doc/confd-dotnet/CHANGELOG.md

work=$(mktemp -d)
trap 'rm -rf "$stage" "$work"' EXIT
sed -e "s/@VERSION@/$version/" -e "s/@GLIBC@/$(glibc_of "$binary")/" packaging/rpm/confd-dotnet.spec > "$work/confd-dotnet.spec"
rpmbuild -bb --quiet --target "$architecture-linux" --buildroot "$work/root" \
  --define "_topdir $work" --define "_rpmdir $work" --define "stage $stage" --define "use_source_date_epoch_as_buildtime 1" \
  --define "clamp_mtime_to_source_date_epoch 1" --define "_buildhost confd" "$work/confd-dotnet.spec" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
package=confd-dotnet-$version-1.$architecture.rpm
cp "$work/$architecture/$package" "artifacts/$package"
echo "artifacts/$package"
