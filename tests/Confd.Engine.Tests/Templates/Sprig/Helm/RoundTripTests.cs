using System.Text;

namespace Confd.Engine.Tests.Templates.Sprig.Helm;

/// <summary>What one function writes the other one reads as the same, whatever a key holds.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "0", "1", "-", "+", ".", ":", ": ", " :", "#", " #", "&", "*", "!", "|", ">", "%", "@", "`", "'", "\"", "\\",
        "{", "}", "[", "]",
        ",", "?", "? ", "- ", " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\u0000", "\u0001", "\u0007", "\u007f", "\u0085",
        "\u00a0", "\u2028",
        "\uFEFF", "\uFFFD", "\uFFFE", "é", "日", "😀", "~", "null", "Null", "true", "yes", "No", "on", "off", "y", "n", "0x1f", "0o17",
        "017", "0b1", "1_000", "1e5", ".5", "1.", ".inf", "-.INF", ".nan", "NaN", "2001-01-01", "2001-12-14t21:59:43.10-05:00",
        "12:30:45", "<<", "=",
        "---", "...", "--- ", "%YAML 1.2", "key: value", "$", "\\u0041", "\\n", "'''", "\"\"\"", "\ud800",
    ];

    [Theory]
    [InlineData("Yaml", 1)]
    [InlineData("Yaml", 2)]
    [InlineData("Yaml", 3)]
    [InlineData("Toml", 4)]
    [InlineData("Toml", 5)]
    [InlineData("Toml", 6)]
    [InlineData("Json", 7)]
    public void RoundTrip_AnyText_IsTheSameText(string format, int seed)
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 400)
            .Select(number => number < Pieces.Length ? Pieces[number] : string.Concat(
                Enumerable.Range(0, random.Next(6)).Select(_ => Pieces[random.Next(Pieces.Length)])))
            .Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))
            .Distinct()
            .ToList();
        var keys = texts.Select((text, number) => ($"/t/{number}", text)).ToArray();

        var wrong = SprigRendering.Render(
            "{{range gets \"/t/*\"}}{{$made := dict \"k\" .Value \"l\" (list .Value) \"m\" (dict .Value \"v\") | to" + format + "}}"
            + "{{$read := $made | from" + format + "}}"
            + "{{if not (and (eq (index $read \"k\" | toString) .Value) (eq (index $read \"l\" 0 | toString) .Value) "
            + "(hasKey (index $read \"m\") .Value))}}{{.Value | toJson}} became {{$made | toJson}} and {{$read | toJson}}\n{{end}}{{end}}",
            keys);

        wrong.ShouldBeEmpty();
    }
}
