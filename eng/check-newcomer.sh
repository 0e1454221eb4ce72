#!/usr/bin/env bash
# The path of a newcomer: clones the repository into an empty folder and runs there, with an empty home, a bare environment and a plain PATH, what the README says from
# "Two commands" to the end of "A first file", word for word; then prints the seconds. Packages of NuGet and DynamoDB Local are taken from this machine.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
cleanup() {
  [ ! -f "$scratch/clone/eng/local.sh" ] || bash -c 'source "$0" stop' "$scratch/clone/eng/local.sh"
  rm -rf "$scratch"
}
trap cleanup EXIT

# blocks FILE: the indented blocks of two sections, without ./test.sh, which calls this script.
blocks() {
  awk '/^## /{wanted = ($0 == "## Two commands" || $0 == "## A first file")} wanted && /^    /{print substr($0, 5)}' "$1" | grep -v '^\./test\.sh'
}

if ! git -C "$root" rev-parse --verify --quiet HEAD >/dev/null; then
  echo "skipped: the newcomer's path, this is no clone"
  exit 0
fi
path=$(dirname "$(command -v dotnet)"):$(dirname "$(command -v npm)"):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

start=$SECONDS
git clone --quiet "file://$root" "$scratch/clone"
mkdir "$scratch/home"
if [ -d "$root/.tools/dynamodb-local" ]; then
  mkdir "$scratch/clone/.tools"
  cp -r "$root/.tools/dynamodb-local" "$scratch/clone/.tools/"
fi
# The last command keeps the file up to date until it is told to end: here when the file has the new setting.
{
  echo 'set -euo pipefail'
  blocks "$scratch/clone/README.md" | sed 's/^\(confd dynamodb .* --interval .*\)$/\1 \& daemon=$!/'
  # shellcheck disable=SC2016 # for the shell that reads it
  echo 'while kill -0 $daemon && ! grep -q db2.example.com demo/config.conf; do sleep 0.1; done; kill $daemon; wait $daemon'
} > "$scratch/typed"
grep -q '& daemon=' "$scratch/typed"

(cd "$scratch/clone" && env -i HOME="$scratch/home" PATH="$path" LANG=C.UTF-8 NUGET_PACKAGES="${NUGET_PACKAGES:-$HOME/.nuget/packages}" bash "$scratch/typed")
printf '[database]\nurl = db2.example.com\nuser = admin\n' | diff - "$scratch/clone/demo/config.conf"
echo "A newcomer has a file of their own after $((SECONDS - start)) seconds"
