#!/usr/bin/env bash
# Builds artifacts/confd-dotnet_VERSION_ARCH.deb from the native binary: /usr/bin/confd, the systemd unit, completions, the man page.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
eng/publish-native.sh

version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)-1
architecture=$(dpkg --print-architecture)
maintainer="confd for .NET contributors <maintainers@confd.invalid>"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 0755 "$stage"
# The date of the change, so that the same source and binary make the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH

# put MODE SOURCE TARGET: a file of the package; the source may be /dev/stdin.
put() { install -D -m "$1" "$2" "$stage/$3"; }

put 0755 artifacts/confd usr/bin/confd
put 0644 packaging/systemd/confd.service usr/lib/systemd/system/confd.service
put 0644 packaging/systemd/confd.default etc/default/confd
install -d -m 0755 "$stage/etc/confd/conf.d" "$stage/etc/confd/templates"
gzip -9n < packaging/man/confd.1 | put 0644 /dev/stdin usr/share/man/man1/confd.1.gz
artifacts/confd completion bash | put 0644 /dev/stdin usr/share/bash-completion/completions/confd
artifacts/confd completion zsh | put 0644 /dev/stdin usr/share/zsh/vendor-completions/_confd
artifacts/confd completion fish | put 0644 /dev/stdin usr/share/fish/vendor_completions.d/confd.fish
put 0644 LICENSE usr/share/doc/confd-dotnet/copyright
put 0644 packaging/deb/lintian-overrides usr/share/lintian/overrides/confd-dotnet
gzip -9n < CHANGELOG.md | put 0644 /dev/stdin usr/share/doc/confd-dotnet/changelog.gz
gzip -9n <<END | put 0644 /dev/stdin usr/share/doc/confd-dotnet/changelog.Debian.gz
confd-dotnet ($version) unstable; urgency=medium

  * New upstream version; changelog.gz tells what changed.

 -- $maintainer  $(date --utc --rfc-email --date "@$SOURCE_DATE_EPOCH")
END

for script in postinst prerm postrm; do put 0755 "packaging/deb/$script" "DEBIAN/$script"; done
echo /etc/default/confd | put 0644 /dev/stdin DEBIAN/conffiles
(cd "$stage" && find etc usr -type f -print0 | sort -z | xargs -0 md5sum) | put 0644 /dev/stdin DEBIAN/md5sums
# TLS is OpenSSL's, loaded when it is needed, so the linker does not know of it.
put 0644 /dev/stdin DEBIAN/control <<END
Package: confd-dotnet
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude DEBIAN "$stage" | cut -f1)
Depends: libc6 (>= $(objdump -T artifacts/confd | sed -n 's/.*(\?GLIBC_\([0-9.]*\)).*/\1/p' | sort -V | tail -n 1)), libssl3 | libssl3t64, ca-certificates
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
