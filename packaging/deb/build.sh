#!/usr/bin/env bash
# Builds artifacts/confd_VERSION_ARCH.deb from the native binary: /usr/bin/confd, the systemd unit, completions, the man page.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
eng/publish-native.sh

version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 0755 "$stage"

install -D -m 0755 artifacts/confd "$stage/usr/bin/confd"
install -D -m 0644 packaging/systemd/confd.service "$stage/lib/systemd/system/confd.service"
install -D -m 0644 packaging/systemd/confd.default "$stage/etc/default/confd"
install -D -m 0644 LICENSE "$stage/usr/share/doc/confd-dotnet/copyright"
gzip -9n < CHANGELOG.md | install -D -m 0644 /dev/stdin "$stage/usr/share/doc/confd-dotnet/changelog.gz"
install -d -m 0755 "$stage/etc/confd/conf.d" "$stage/etc/confd/templates"
gzip -9n < packaging/man/confd.1 | install -D -m 0644 /dev/stdin "$stage/usr/share/man/man1/confd.1.gz"
artifacts/confd completion bash | install -D -m 0644 /dev/stdin "$stage/usr/share/bash-completion/completions/confd"
artifacts/confd completion zsh | install -D -m 0644 /dev/stdin "$stage/usr/share/zsh/vendor-completions/_confd"
artifacts/confd completion fish | install -D -m 0644 /dev/stdin "$stage/usr/share/fish/vendor_completions.d/confd.fish"

install -d "$stage/DEBIAN"
echo /etc/default/confd > "$stage/DEBIAN/conffiles"
cat > "$stage/DEBIAN/control" <<EOF
Package: confd-dotnet
Version: $version
Architecture: $architecture
Maintainer: confd for .NET contributors <maintainers@confd.invalid>
Installed-Size: $(du -sk "$stage" | cut -f1)
Depends: libc6, zlib1g, ca-certificates
Suggests: tzdata
Provides: confd
Conflicts: confd
Section: admin
Priority: optional
Description: configuration files and feature flags from Amazon DynamoDB
 Renders configuration files from templates and the items of a DynamoDB table,
 checks and replaces them atomically and reloads the application; once, on an
 interval or when a key changes. A drop-in for confd 0.41.
EOF
package=artifacts/confd-dotnet_${version}_${architecture}.deb
dpkg-deb --root-owner-group --build "$stage" "$package" >/dev/null
echo "$package"
