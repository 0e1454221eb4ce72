#!/usr/bin/env bash
# Builds the .rpm twice (the same bytes both times), installs it below a scratch folder, runs what was installed, removes it.
# What a machine lacks is said in a line that begins with "skipped".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
fail() { echo "$*" >&2; exit 1; }
command -v rpmbuild >/dev/null || { echo "skipped: the .rpm, there is no rpmbuild"; exit 0; }
[ "$(id -u)" -eq 0 ] || { echo "skipped: the .rpm's installation wants root"; exit 0; }

package=$(packaging/rpm/build.sh)
cp "$package" "$target/first.rpm"
packaging/rpm/build.sh >/dev/null
cmp "$package" "$target/first.rpm" || fail "two builds of one commit differ"

# There is no shell to change into below the folder, and no package to depend on.
rpm_tool() { rpm --root "$target/root" --dbpath /var/lib/rpm "$@" > "$target/log" 2>&1 || { cat "$target/log" >&2; exit 1; }; }
files() { (cd "$target/root" && find . -path ./var -prune -o ! -type d -printf '%m %P\n' | LC_ALL=C sort -k 2); }
mkdir -p "$target/root"
rpm_tool --initdb
rpm_tool --install --nodeps --noscripts "$package"
diff <(files) - <<END
644 etc/sysconfig/confd
644 etc/sysconfig/confd-flags
755 usr/bin/confd
644 usr/lib/systemd/system/confd-flags-sync.service
644 usr/lib/systemd/system/confd-flags.service
644 usr/lib/systemd/system/confd-journal.service
644 usr/lib/systemd/system/confd.service
644 usr/share/bash-completion/completions/confd
644 usr/share/doc/confd-dotnet/CHANGELOG.md
644 usr/share/fish/vendor_completions.d/confd.fish
644 usr/share/licenses/confd-dotnet/LICENSE
644 usr/share/man/man1/confd.1.gz
644 usr/share/zsh/site-functions/_confd
END
confd=$target/root/usr/bin/confd
if command -v systemd-analyze >/dev/null; then
  for unit in "$target"/root/usr/lib/systemd/system/*.service; do
    variables=$(sed -n 's/^EnvironmentFile=-//p' "$unit")
    [ -f "$target/root$variables" ] || fail "$(basename "$unit"): there is no $variables"
    sed "s:/usr/bin/confd:$confd:" "$unit" > "$target/$(basename "$unit")"
    systemd-analyze verify --man=no "$target/$(basename "$unit")"
  done
else
  echo "skipped: the units, there is no systemd-analyze"
fi
printf 'k = {{getv "/k"}}\n' > "$target/root/etc/confd/templates/k.tmpl"
printf '[template]\nsrc = "k.tmpl"\ndest = "%s/k.conf"\nkeys = ["/k"]\n' "$target" > "$target/root/etc/confd/conf.d/k.toml"
K=installed "$confd" env --onetime --confdir "$target/root/etc/confd" >/dev/null
[ "$(cat "$target/k.conf")" = "k = installed" ] || fail "the installed program does not render"
rm "$target/root/etc/confd/templates/k.tmpl" "$target/root/etc/confd/conf.d/k.toml"
rpm_tool --erase --noscripts confd-dotnet
[ -z "$(files)" ] || fail "after removal: $(files)"
echo "$(basename "$package"): twice the same bytes, installed, run, removed"
