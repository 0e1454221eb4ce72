# shellcheck shell=bash
# Sourced, behind prerequisites.sh, by the scripts that take programs from Debian's signed archive without installing them on the machine.

# unpack_debs FOLDER ARCHITECTURE PACKAGE/SUITE...: unpacks packages below a folder, which need not exist.
# From the archive that this machine's own apt uses, or the public one; nothing of the machine's apt is touched.
unpack_debs() {
  local folder=$1 architecture=$2 scratch archive deb suites
  shift 2
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || apt_install debian-archive-keyring
  scratch=$(mktemp -d)
  mkdir -p "$scratch"/{sources,none,lists/partial,cache/archives/partial,debs} "$folder"
  touch "$scratch/status"
  suites=$(printf '%s\n' "${@#*/}" | sort -u | tr '\n' ' ')
  archive=$({
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
    sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' /etc/apt/sources.list
  } 2>/dev/null | grep '/debian/\?$' | head -n 1 || true)
  cat > "$scratch/apt.conf" <<END
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
Dir::Etc "$scratch/none";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$scratch/sources";
Dir::State::lists "$scratch/lists";
Dir::State::status "$scratch/status";
Dir::Cache "$scratch/cache";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
END
  cat > "$scratch/sources/debian.sources" <<END
Types: deb
URIs: ${archive:-http://deb.debian.org/debian}
Suites: $suites
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
  if ! (apt-get -qq -c "$scratch/apt.conf" update && cd "$scratch/debs" && apt-get -qq -c "$scratch/apt.conf" download "$@") \
    > "$scratch/log" 2>&1; then
    cat "$scratch/log" >&2
    rm -rf "$scratch"
    return 1
  fi
  for deb in "$scratch"/debs/*.deb; do dpkg-deb -x "$deb" "$folder" || return 1; done
  rm -rf "$scratch"
}
