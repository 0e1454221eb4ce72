# Sourced by compare.sh: our program and another in turn, which must come to the same. Lines of $work/figures: PROGRAM CASE RESULT FIGURE...
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measure PROJECT PAIRS OTHER: runs `ours` with the native program of a project as $work/ours, and `theirs` where there is an OTHER
measure() {
  dotnet publish "bench/$1" -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -o "$work/bin" -v quiet -nologo >&2
  ln -s "bin/$1" "$work/ours"
  for ((pair = 0; pair < $2; pair++)); do
    ours | sed 's/^/ours /'
    [ -z "$3" ] || theirs | sed 's/^/theirs /'
  done > "$work/figures"
  [ "$(cut -d ' ' -f 2,3 "$work/figures" | sort -u | wc -l)" -eq "$(cases | wc -l)" ] && return
  echo "The two come to different results:" >&2
  cut -d ' ' -f 1-3 "$work/figures" | sort -u >&2
  exit 1
}
cases() { cut -d ' ' -f 2 "$work/figures" | sort -u; }
# median PROGRAM CASE COLUMN
median() { awk -v key="$1 $2" -v column="$3" '$1 " " $2 == key { print $column }' "$work/figures" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
