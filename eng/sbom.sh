#!/usr/bin/env bash
# Prints a software bill of materials in CycloneDX 1.6 for a project that was restored: every package that its program is made of, with version, license,
# SHA-512 of the package, and who needs whom. Made from what the restore has written down, so that it says what was built and not what was asked for.
#
#   eng/sbom.sh PROJECT-FOLDER NAME VERSION
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
assets=$1/obj/project.assets.json name=$2 version=$3
# shellcheck source=eng/prerequisites.sh
source "$root/eng/prerequisites.sh"
need_tools jq:jq
[ -f "$assets" ] || { echo "sbom: $assets is missing: restore the project first" >&2; exit 1; }
packages=$(jq -r '.project.restore.packagesPath' "$assets")

# license FOLDER: as the package says it, an SPDX expression or the address of the text.
license() {
  local nuspec
  nuspec=$(find "$packages/$1" -maxdepth 1 -name '*.nuspec' 2>/dev/null | head -n 1)
  [ -n "$nuspec" ] || return 0
  sed -n 's:.*<license type="expression">\([^<]*\)</license>.*:expression\t\1:p; s:.*<licenseUrl>\([^<]*\)</licenseUrl>.*:url\t\1:p' "$nuspec" | head -n 1
}

licenses=$(mktemp)
trap 'rm -f "$licenses"' EXIT
jq -r '.libraries | to_entries[] | select(.value.type == "package") | .value.path' "$assets" | sort | while read -r path; do
  printf '%s\t%s\n' "$path" "$(license "$path")"
done > "$licenses"

jq --sort-keys --arg name "$name" --arg version "$version" --arg time "$(date -u -d "@${SOURCE_DATE_EPOCH:-0}" +%Y-%m-%dT%H:%M:%SZ)" \
  --rawfile licenses "$licenses" '
  def purl: "pkg:nuget/" + (split("/") | .[0] + "@" + .[1]);
  # Base64 to hexadecimal: jq knows text alone, not bytes.
  def hex: [gsub("="; "") | explode[] | if . >= 97 then . - 71 elif . >= 65 then . - 65 elif . >= 48 then . + 4 elif . == 43 then 62 else 63 end] as $six
    | [range(0; $six | length; 4) as $i | $six[$i:$i + 4] | (length - 1) as $bytes
      | (.[0] * 262144 + (.[1] // 0) * 4096 + (.[2] // 0) * 64 + (.[3] // 0)) as $n
      | [($n / 65536 | floor), ($n / 256 | floor) % 256, $n % 256][0:$bytes][]
      | ("0123456789abcdef" | split("")) as $digits | $digits[. / 16 | floor] + $digits[. % 16]] | add;
  ($licenses | split("\n") | map(select(length > 0) | split("\t") | { key: .[0], value: .[1:] }) | from_entries) as $known
  # Analyzers and what else no program of ours is made of.
  | [.project.frameworks[].dependencies // {} | to_entries[] | select(.value.suppressParent == "All") | .key | ascii_downcase] as $tools
  | (.targets | to_entries | map(select(.key | contains("/") | not)) | .[0].value) as $graph
  | .libraries as $libraries
  | [$libraries | to_entries[] | select(.value.type == "package") | select((.key | split("/")[0] | ascii_downcase) as $id | $tools | index($id) | not)] as $used
  | [$used[].key] as $keys
  | ([.project.frameworks[].downloadDependencies // [] | .[] | select(.name | test("ILCompiler|Runtime"; "i"))]
      | map({ key: "\(.name)/\(.version | split(",")[0] | ltrimstr("[") | gsub("\\s"; ""))" }) | unique_by(.key)) as $runtime
  | {
      bomFormat: "CycloneDX", specVersion: "1.6", version: 1,
      metadata: {
        timestamp: $time,
        component: { type: "application", "bom-ref": "\($name)@\($version)", name: $name, version: $version, licenses: [{ license: { id: "MIT" } }] }
      },
      components: (
        [$used[] | (.key | split("/")) as $id | {
          type: "library", "bom-ref": (.key | purl), name: $id[0], version: $id[1], purl: (.key | purl),
          hashes: [{ alg: "SHA-512", content: (.value.sha512 | hex) }]
        } + ($known[.value.path] as $found
          | if $found[0] == "expression" then { licenses: [{ expression: $found[1] }] }
            elif $found[0] == "url" then { licenses: [{ license: { name: "see the address", url: $found[1] } }] } else {} end)]
        + [$runtime[] | (.key | split("/")) as $id | { type: "framework", "bom-ref": (.key | purl), name: $id[0], version: $id[1], purl: (.key | purl) }]
        | unique_by(."bom-ref")),
      dependencies: (
        [{ ref: "\($name)@\($version)", dependsOn: ([$keys[] | purl] + [$runtime[].key | purl] | unique) }]
        + [$keys[] as $key | { ref: ($key | purl), dependsOn: [($graph[$key].dependencies // {}) | keys[] as $id
            | $keys[] | select(split("/")[0] | ascii_downcase == ($id | ascii_downcase)) | purl] | unique }])
    }' "$assets"
