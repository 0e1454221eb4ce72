#!/usr/bin/env bash
# Builds the Debian package, has it judged (lintian, systemd-analyze, man), installs it below a scratch folder, runs what was installed, removes and purges it.
# What a machine lacks for a check is said in a line that begins with "skipped".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
chmod 0755 "$target"

# have COMMAND CHECK: is the command there?
have() { command -v "$1" >/dev/null || { echo "skipped: $2, there is no $1"; return 1; }; }
fail() { echo "$*" >&2; exit 1; }

have dpkg-deb "the Debian package" || exit 0
package=$(packaging/deb/build.sh)

if have lintian "Debian's own checks"; then
  lintian --allow-root --fail-on error,warning "$package"
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  have fakeroot "installation" || exit 0
  as_root=(fakeroot --)
fi
mkdir -p "$target/var/lib/dpkg/info" "$target/var/lib/dpkg/updates"
touch "$target/var/lib/dpkg/status" "$target/var/lib/dpkg/available"
# The folder has no packages to depend on and no shell to change into: scripts run here and keep to DPKG_ROOT.
package_tool() {
  "${as_root[@]}" dpkg --root="$target" --force-script-chrootless --force-depends --log=/dev/null "$@" > "$target/dpkg.log" 2>&1 || { cat "$target/dpkg.log" >&2; exit 1; }
}
files() { (cd "$target" && find . -path ./var -prune -o -path ./dpkg.log -prune -o ! -type d -printf '%m %P\n' | LC_ALL=C sort -k 2); }

package_tool --install "$package"
diff <(files) - <<END
644 etc/default/confd
644 etc/default/confd-flags
755 usr/bin/confd
644 usr/lib/systemd/system/confd-flags-sync.service
644 usr/lib/systemd/system/confd-flags.service
644 usr/lib/systemd/system/confd-journal.service
644 usr/lib/systemd/system/confd.service
644 usr/share/bash-completion/completions/confd
644 usr/share/doc/confd-dotnet/changelog.Debian.gz
644 usr/share/doc/confd-dotnet/changelog.gz
644 usr/share/doc/confd-dotnet/copyright
644 usr/share/fish/vendor_completions.d/confd.fish
644 usr/share/lintian/overrides/confd-dotnet
644 usr/share/man/man1/confd.1.gz
644 usr/share/zsh/vendor-completions/_confd
END
[ -z "$(find "$target/etc" "$target/usr" ! -user root -o ! -group root)" ] || [ ${#as_root[@]} -gt 0 ] || fail "a file does not belong to root"

confd=$target/usr/bin/confd
"$confd" --version | grep -q '^confd ' || fail "the installed program does not answer"
if ldd "$confd" | grep 'not found'; then fail "a library is missing"; fi
printf 'k = {{getv "/k"}}\n' > "$target/etc/confd/templates/k.tmpl"
printf '[template]\nsrc = "k.tmpl"\ndest = "%s/k.conf"\nkeys = ["/k"]\n' "$target" > "$target/etc/confd/conf.d/k.toml"
K=installed "$confd" env --onetime --confdir "$target/etc/confd" >/dev/null
[ "$(cat "$target/k.conf")" = "k = installed" ] || fail "the installed program does not render"
rm "$target/k.conf" "$target/etc/confd/templates/k.tmpl" "$target/etc/confd/conf.d/k.toml"

if have systemd-analyze "the units"; then
  for unit in "$target"/usr/lib/systemd/system/*.service; do
    copy=$target/$(basename "$unit")
    sed "s:/usr/bin/confd:$confd:" "$unit" > "$copy"
    systemd-analyze verify --man=no "$copy"
    rm "$copy"
    systemd-analyze security --offline=true --threshold=50 "$unit" | tail -n 1
  done
  # The command lines of the units, with the variables of /etc/default, are ones that the program takes.
  set -a
  # shellcheck source=/dev/null
  source <(sed 's/=\(.*\)/="\1"/' "$target/etc/default/confd" "$target/etc/default/confd-flags")
  set +a
  # shellcheck disable=SC2086 # systemd splits them too
  "$confd" $CONFD_BACKEND $CONFD_OPTIONS --systemd-notify --watchdog-interval 20s --check-config --confdir "$target/etc/confd" >/dev/null
  # Each of the others ends, after its command line was read, at what it is not given: a file that is whole, a key, credentials.
  mkdir "$target/credentials"
  printf 'listen = 1\n' > "$target/credentials/serve.toml"
  : > "$target/credentials/sdk-key"
  # service UNIT ANSWER
  service() {
    local line answer
    line=$(sed -n 's:^ExecStart=/usr/bin/confd ::p' "$target/usr/lib/systemd/system/$1")
    export CREDENTIALS_DIRECTORY=$target/credentials
    answer=$(eval "set -- $line" && env -i HOME=/nonexistent AWS_EC2_METADATA_DISABLED=true timeout 60 "$confd" "$@" 2>&1) || true
    grep -qF "$2" <<< "$answer" || fail "$1 $line: $answer"
  }
  service confd-flags.service 'serve.toml:1:'
  service confd-flags-sync.service 'sdk-key is empty'
  service confd-journal.service 'AWS credentials'
  rm -r "$target/credentials"
fi
if have man "the man page"; then
  warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$target/usr/share/man/man1/confd.1.gz" 2>&1 >/dev/null)
  [ -z "$warnings" ] || fail "the man page: $warnings"
fi
bash -n "$target/usr/share/bash-completion/completions/confd"

package_tool --remove confd-dotnet
[ "$(files)" = $'644 etc/default/confd\n644 etc/default/confd-flags' ] || fail "after removal: $(files)"
package_tool --purge confd-dotnet
left=$(files; find "$target" -mindepth 1 \( -path "$target/var" -o -name dpkg.log \) -prune -o -print)
[ -z "$left" ] || fail "after purging: $left"
echo "$(basename "$package"): installed, run, removed, purged"
