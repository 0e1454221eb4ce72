# shellcheck shell=bash
# Sourced, from the root of the repository: what makes two builds of one commit the same bytes.

# Everything that a file says of time is the time of the commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
# ContinuousIntegrationBuild, so that no path of this machine gets into an assembly.
export SOURCE_DATE_EPOCH CI=true ConfdRelease=true TZ=UTC LC_ALL=C

# archive FILE FOLDER: a .tar.gz with what is in a folder, in the order of the names.
archive() {
  tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode='u+rwX,go+rX,go-w' --format=ustar \
    -C "$2" -cf - . | gzip -9n > "$1"
}

# settle_package FILE: rewrites a NuGet package without what differs from build to build: the order and the times of its entries, and the random name of one.
settle_package() {
  local package scratch name
  package=$(realpath "$1")
  scratch=$(mktemp -d)
  unzip -q "$package" -d "$scratch"
  # Open Packaging Conventions: a part of any name, which the relationships refer to.
  name=$(basename "$scratch"/package/services/metadata/core-properties/*.psmdcp)
  mv "$scratch/package/services/metadata/core-properties/$name" "$scratch/package/services/metadata/core-properties/core.psmdcp"
  sed -i -e "s:/$name:/core.psmdcp:g" "$scratch/_rels/.rels"
  # Random as well, and only to be different from each other.
  awk '{ while (match($0, / Id="R[0-9A-F]+"/)) $0 = substr($0, 1, RSTART - 1) " Id=\"r" ++n "\"" substr($0, RSTART + RLENGTH); print }' \
    "$scratch/_rels/.rels" > "$scratch/_rels/.rels.new"
  mv "$scratch/_rels/.rels.new" "$scratch/_rels/.rels"
  find "$scratch" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  chmod -R u=rwX,go=rX "$scratch"
  rm "$package"
  (cd "$scratch" && find . -type f -printf '%P\n' | sort | zip -q -9 -X -D "$package" -@)
  rm -rf "$scratch"
}
