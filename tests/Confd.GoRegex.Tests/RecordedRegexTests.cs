using System.Globalization;
using System.Text;
using Confd.TestSupport;

namespace Confd.GoRegex.Tests;

/// <summary>
/// Random patterns and texts, invalid ones and invalid UTF-8 among them, with what Go makes of them: its error, or
/// <c>FindSubmatchIndex</c>, <c>FindAllIndex</c> and <c>ReplaceAll</c> with <c>&lt;$1&gt;</c>.
/// </summary>
public sealed class RecordedRegexTests
{
    [Fact]
    public async Task EveryCase_ErrorMatchesAndReplacement_AreGos()
    {
        var rows = await File.ReadAllLinesAsync(RepositoryFiles.Fixture("go-regex/random.tsv"), Cancellation);
        var differences = new List<string>();
        foreach (var row in rows.Where(row => !row.StartsWith('#')))
        {
            var fields = row.Split('\t');
            var (pattern, text) = (Unquote(fields[0]), Unquote(fields[1]));
            var expected = fields[2] == "E" ? [Encoding.UTF8.GetString(Unquote(fields[3]))] : fields[3..];
            var actual = Run(pattern, text);
            if (!actual.SequenceEqual(expected))
            {
                differences.Add($"{row}\n  ours: {string.Join('\t', actual)}");
            }
        }

        rows.Length.ShouldBeGreaterThan(1000);
        differences.ShouldBeEmpty();
    }

    private static string[] Run(byte[] pattern, byte[] text)
    {
        try
        {
            var regexp = Regexp.Parse(pattern);
            var replaced = regexp.ReplaceAll(text, "<$1>"u8, cancellationToken: Cancellation);
            regexp.IsMatch(text, Cancellation).ShouldBe(regexp.FindGroups(text, Cancellation) is not null);
            return
            [
                string.Join(' ', regexp.FindGroups(text, Cancellation) ?? []),
                string.Join(' ', regexp.FindAll(text, cancellationToken: Cancellation)),
                Quote(replaced.Span),
            ];
        }
        catch (RegexSyntaxException refused)
        {
            return [refused.Message];
        }
    }

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var one in bytes)
        {
            text.Append(one is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\')
                ? ((char)one).ToString()
                : "\\x" + one.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.Append('"').ToString();
    }

    private static byte[] Unquote(string quoted)
    {
        var bytes = new List<byte>();
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\')
            {
                bytes.Add(byte.Parse(quoted.AsSpan(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 3;
            }
            else
            {
                bytes.Add((byte)quoted[i]);
            }
        }

        return [.. bytes];
    }
}
