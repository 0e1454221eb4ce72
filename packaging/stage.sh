# shellcheck shell=bash
# Sourced by the package builders, from the root of the repository: the files that every package of confd puts on a machine.

# The date of the change, so that the same source and binary make the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 0755 "$stage"

# find_binary PLATFORM: sets binary, built where it is not yet; runnable, which is this machine's and prints the completions; and version, which is the binary's.
# shellcheck disable=SC2034  # Whoever sources this reads them.
find_binary() {
  eng/publish-native.sh
  eng/publish-native.sh "$1"
  runnable=artifacts/confd binary=artifacts/$1/confd
  case $(uname -m)-$1 in x86_64-linux-x64 | aarch64-linux-arm64) binary=$runnable ;; esac
  # A tilde sorts before the release that it leads up to, with Debian and with Red Hat.
  version=$("$runnable" --version | sed -n 's/^confd \([^ ]*\) .*/\1/p' | sed 's/-/~/; s/-/./g')
}

# put MODE SOURCE TARGET: a file of the package; the source may be /dev/stdin.
put() { install -D -m "$1" "$2" "$stage/$3"; }

# stage_files BINARY RUNNABLE: everything but what the package format itself wants.
stage_files() {
  put 0755 "$1" usr/bin/confd
  local unit
  for unit in packaging/systemd/*.service; do put 0644 "$unit" "usr/lib/systemd/system/${unit##*/}"; done
  put 0644 packaging/systemd/confd.default etc/default/confd
  put 0644 packaging/systemd/confd-flags.default etc/default/confd-flags
  install -d -m 0755 "$stage/etc/confd/conf.d" "$stage/etc/confd/templates"
  install -d -m 0700 "$stage/etc/confd/keys"
  gzip -9n < packaging/man/confd.1 | put 0644 /dev/stdin usr/share/man/man1/confd.1.gz
  "$2" completion bash | put 0644 /dev/stdin usr/share/bash-completion/completions/confd
  "$2" completion zsh | put 0644 /dev/stdin "usr/share/zsh/${zsh_folder:-vendor-completions}/_confd"
  "$2" completion fish | put 0644 /dev/stdin usr/share/fish/vendor_completions.d/confd.fish
}

# glibc_of BINARY: the C library that it needs, such as 2.34.
glibc_of() { strings -a "$1" | sed -n 's/^GLIBC_\([0-9.]*\)$/\1/p' | sort -V | tail -n 1; }
