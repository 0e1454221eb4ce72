namespace Confd.GoTemplate.Tests.Hardening;

/// <summary>Damages templates: the same seed gives the same damage.</summary>
internal sealed class TemplateMutator(Random random, IReadOnlyList<byte[]> corpus)
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "{{- ", " -}}", "{{/*", "*/}}", "{{end}}", "{{else}}", "{{if .}}", "{{range 3}}", "{{range $i, $x := list 1 2}}",
        "{{with 1}}",
        "{{break}}", "{{continue}}", "{{define \"d\"}}", "{{template \"d\" .}}", "{{block \"b\" .}}", "(", ")", "|", "$", "$x", ":=", "=",
        ".", ".a",
        ".a.b", "nil", "true", "1", "-1", "1e9", "0x1p-2", "1i", "'a'", "9223372036854775807", "\"", "`", "\"%v\"", "\"%[3]*.[2]*[1]f\"",
        "\\", ",",
        "printf", "index", "slice", "len", "and", "or", "eq", "lt", "call", "html", "js", "list", "dict", "fromJson", "\n", " ", "\r", "\0",
        "é",
        "☃", "\uFFFF",
    ];

    public byte[] Next()
    {
        var text = corpus[random.Next(corpus.Count)].ToList();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            Change(text);
        }

        return [.. text];
    }

    private void Change(List<byte> text)
    {
        var place = random.Next(text.Count + 1);
        var length = Math.Min(random.Next(1, 12), text.Count - place);
        switch (random.Next(6))
        {
            case 0:
                text.RemoveRange(place, length);
                break;
            case 1:
                text.InsertRange(place, System.Text.Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
            case 2:
                text.InsertRange(place, text.GetRange(place, length));
                break;
            case 3:
                text.Insert(place, (byte)random.Next(256));
                break;
            case 4:
                var other = corpus[random.Next(corpus.Count)];
                var start = random.Next(other.Length + 1);
                text.InsertRange(place, other[start..Math.Min(other.Length, start + random.Next(40))]);
                break;
            default:
                text.RemoveRange(place, length);
                text.InsertRange(place, System.Text.Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
        }
    }
}
