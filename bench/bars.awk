# Draws a column of a Markdown table as bars, into SVG on standard output.
#   awk -f bars.awk -v title=TEXT -v label=1,2 -v value=7 [-v mark=1 -v marked=TEXT] FILE
# label: the columns that name a bar; value: the column with its length; mark: where a line stands, with its meaning. Colors are those of the reader's light or dark mode.
BEGIN { FS = "|"; count = split(label, labels, ","); rows = 0; largest = mark + 0 }
/^\|/ && !/^\| *-/ {
  number = $(value + 1); gsub(/[^0-9.]/, "", number)
  if (number == "") next
  name = ""
  for (i = 1; i <= count; i++) { part = $(labels[i] + 1); gsub(/^ +| +$/, "", part); name = name (i > 1 ? ", " : "") part }
  if (name ~ /^(case|flag)/) next
  names[++rows] = name; numbers[rows] = number
  if (number + 0 > largest) largest = number + 0
}
function escape(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); return text }
END {
  if (!rows || !largest) { print "bars.awk: no figures in column " value " of " FILENAME > "/dev/stderr"; exit 1 }
  left = 150; width = 480; top = 44; step = 26; height = top + rows * step + 12
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", left + width + 70, height, escape(title)
  print "<style>text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.b{fill:#2f6feb}.m{stroke:#d1242f;stroke-dasharray:4 3}.n{fill:#d1242f}"
  print "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.b{fill:#58a6ff}.m{stroke:#ff7b72}.n{fill:#ff7b72}}</style>"
  printf "<text class=\"t\" x=\"8\" y=\"18\">%s</text>\n", escape(title)
  for (row = 1; row <= rows; row++) {
    y = top + (row - 1) * step; length_ = numbers[row] / largest * width
    printf "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", left - 8, y + 13, escape(names[row])
    printf "<rect class=\"b\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" rx=\"2\"/>", left, y, length_ < 1 ? 1 : length_
    printf "<text x=\"%.1f\" y=\"%d\">%s</text>\n", left + length_ + 6, y + 13, numbers[row]
  }
  if (mark) {
    x = left + mark / largest * width
    printf "<line class=\"m\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x, top - 8, x, height - 8
    printf "<text class=\"n\" x=\"%.1f\" y=\"%d\" text-anchor=\"end\">%s</text>\n", x + 60, top - 12, escape(marked)
  }
  print "</svg>"
}
