# shellcheck shell=bash
# Sourced by the scripts: installs what a fresh Debian machine lacks, or says what to install.

# apt_install PACKAGE...
apt_install() {
  if ! command -v apt-get >/dev/null; then
    echo "Please install: $*" >&2
    exit 1
  fi
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "Installing $*" >&2
  "${as_root[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# need_command NAME WHAT: fails with a hint where a command that we cannot install is missing.
need_command() {
  command -v "$1" >/dev/null || { echo "Please install $2: the command '$1' was not found." >&2; exit 1; }
}

# need_tools PACKAGE:COMMAND...: installs the Debian packages whose commands are missing.
need_tools() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair#*:}" >/dev/null || missing+=("${pair%%:*}")
  done
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
}

need_java() {
  need_tools openjdk-17-jre-headless:java curl:curl openssl:openssl
}

# What the NativeAOT linker needs.
need_native_toolchain() {
  need_tools clang:clang
  [ -e /usr/include/zlib.h ] || apt_install zlib1g-dev
}

# need_cross_toolchain PLATFORM: what links for a processor that is not this machine's.
need_cross_toolchain() {
  local target debian
  case $1 in
    linux-arm64) target=aarch64-linux-gnu debian=arm64 ;;
    linux-x64) target=x86_64-linux-gnu debian=amd64 ;;
  esac
  need_tools "lld:ld.lld" "gcc-${target//_/-}:$target-gcc"
  [ -e "/usr/$target/lib/libc.so" ] || apt_install "libc6-dev-$debian-cross"
}
