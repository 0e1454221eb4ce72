#!/usr/bin/env bash
# Builds artifacts/confd-dotnet_VERSION_ARCH.deb from the native binary: /usr/bin/confd, the systemd units, completions, the man page.
#
#   packaging/deb/build.sh [amd64|arm64]    default: this machine's
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
# shellcheck source=packaging/stage.sh
source packaging/stage.sh

architecture=${1:-$(dpkg --print-architecture)}
case $architecture in
  amd64) find_binary linux-x64 ;;
  arm64) find_binary linux-arm64 ;;
  *) echo "deb: no native build for '$architecture'; use amd64 or arm64" >&2; exit 2 ;;
esac
maintainer="confd for .NET contributors <maintainers@confd.invalid>"
version=$version-1

stage_files "$binary" "$runnable"
put 0644 LICENSE usr/share/doc/confd-dotnet/copyright
put 0644 packaging/deb/lintian-overrides usr/share/lintian/overrides/confd-dotnet
gzip -9n < CHANGELOG.md | put 0644 /dev/stdin usr/share/doc/confd-dotnet/changelog.gz
gzip -9n <<END | put 0644 /dev/stdin usr/share/doc/confd-dotnet/changelog.Debian.gz
confd-dotnet ($version) unstable; urgency=medium

  * New upstream version; changelog.gz tells what changed.

 -- $maintainer  $(date --utc --rfc-email --date "@$SOURCE_DATE_EPOCH")
END

for script in postinst prerm postrm; do put 0755 "packaging/deb/$script" "DEBIAN/$script"; done
printf '%s\n' /etc/default/confd /etc/default/confd-flags | put 0644 /dev/stdin DEBIAN/conffiles
(cd "$stage" && find etc usr -type f -print0 | sort -z | xargs -0 md5sum) | put 0644 /dev/stdin DEBIAN/md5sums
# TLS is OpenSSL's, loaded when it is needed, so the linker does not know of it.
put 0644 /dev/stdin DEBIAN/control <<END
Package: confd-dotnet
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude DEBIAN "$stage" | cut -f1)
Depends: libc6 (>= $(glibc_of "$binary")), libssl3 | libssl3t64, ca-certificates
Suggests: tzdata
Provides: confd
Conflicts: confd
Section: admin
Priority: optional
Description: configuration files and feature flags from Amazon DynamoDB
 Renders configuration files from templates and the items of a DynamoDB table,
 checks and replaces them atomically and reloads the application; once, on an
 interval or when a key changes. A drop-in for confd 0.41.
END
package=artifacts/confd-dotnet_${version}_${architecture}.deb
dpkg-deb --root-owner-group --build "$stage" "$package" >/dev/null
echo "$package"
