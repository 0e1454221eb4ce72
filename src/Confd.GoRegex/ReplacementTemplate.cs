using System.Buffers;
using System.Text;
using Confd.Shared;

namespace Confd.GoRegex;

/// <summary>
/// The replacement of a match: text with <c>$1</c>, <c>${name}</c> and <c>$$</c> (Go <c>regexp.Expand</c>). A name is as long as possible,
/// so <c>$1x</c> is the group <c>1x</c>; unknown groups are empty; a dollar without a name is itself.
/// </summary>
internal sealed class ReplacementTemplate
{
    private static readonly Lazy<RuneSet> LettersAndDigits = new(() =>
        RuneSet.Of([.. UnicodeTables.Find("L")!.Ranges, .. UnicodeTables.Find("Nd")!.Ranges]));

    private readonly List<(byte[] Literal, int[] Groups)> _parts = [];

    private ReplacementTemplate()
    {
    }

    /// <summary>The highest group that it names; 0 where it names none. Higher ones need not be kept.</summary>
    public int LastGroup => _parts.SelectMany(part => part.Groups).DefaultIfEmpty().Max();

    /// <summary>A replacement without groups.</summary>
    public static ReplacementTemplate Literal(ReadOnlySpan<byte> text)
    {
        var template = new ReplacementTemplate();
        template._parts.Add((text.ToArray(), []));
        return template;
    }

    /// <summary>Parses a replacement for a pattern with these groups.</summary>
    public static ReplacementTemplate Parse(ReadOnlySpan<byte> text, IReadOnlyList<string> captureNames)
    {
        var template = new ReplacementTemplate();
        while (true)
        {
            var dollar = text.IndexOf((byte)'$');
            if (dollar < 0)
            {
                template._parts.Add((text.ToArray(), []));
                return template;
            }

            template._parts.Add((text[..dollar].ToArray(), []));
            text = text[(dollar + 1)..];
            if (text.StartsWith("$"u8))
            {
                template._parts.Add(("$"u8.ToArray(), []));
                text = text[1..];
            }
            else if (TryReadName(text, out var name, out var length))
            {
                template._parts.Add(([], GroupsNamed(name, captureNames)));
                text = text[length..];
            }
            else
            {
                template._parts.Add(("$"u8.ToArray(), []));
            }
        }
    }

    /// <summary>Writes the replacement of one match.</summary>
    /// <exception cref="RegexOutputTooLargeException">The output exceeds the limit: a match may be long, and inserted often.</exception>
    public void Expand(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text, ReadOnlySpan<int> match, long limit)
    {
        foreach (var (literal, groups) in _parts)
        {
            Write(output, literal, limit);
            foreach (var group in groups)
            {
                // Of several groups with the same name, the first that took part counts.
                if (match[group * 2] >= 0)
                {
                    Write(output, text[match[group * 2]..match[(group * 2) + 1]], limit);
                    break;
                }
            }
        }
    }

    /// <summary>Appends to a result, within its limit.</summary>
    /// <exception cref="RegexOutputTooLargeException">The output would exceed it.</exception>
    internal static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> part, long limit)
    {
        if (output.WrittenCount + (long)part.Length > limit)
        {
            throw new RegexOutputTooLargeException(limit);
        }

        output.Write(part);
    }

    // A name of letters, digits and underscores, in braces or not (Go regexp.extract).
    private static bool TryReadName(ReadOnlySpan<byte> text, out string name, out int length)
    {
        name = "";
        length = 0;
        var isBraced = text.StartsWith("{"u8);
        var start = isBraced ? 1 : 0;
        var end = start;
        while (end < text.Length)
        {
            var rune = GoUtf8.DecodeFirst(text[end..], out var width);
            if (rune != '_' && !IsLetterOrDigit(rune))
            {
                break;
            }

            end += width;
        }

        if (end == start || (isBraced && (end >= text.Length || text[end] != '}')))
        {
            return false;
        }

        name = Encoding.UTF8.GetString(text[start..end]);
        length = isBraced ? end + 1 : end;
        return true;
    }

    // Uses the same Unicode version as \p{L}: .NET's is newer.
    private static bool IsLetterOrDigit(int rune) =>
        rune < 0x80 ? char.IsAsciiLetterOrDigit((char)rune) : LettersAndDigits.Value.Contains(rune);

    // A number names one group; anything else is a name, which several groups may have.
    private static int[] GroupsNamed(string name, IReadOnlyList<string> captureNames)
    {
        var isNumber = name.All(char.IsAsciiDigit) && (name.Length == 1 || name[0] != '0') && name.Length <= 9;
        if (isNumber)
        {
            var number = int.Parse(name, System.Globalization.CultureInfo.InvariantCulture);
            return number < captureNames.Count ? [number] : [];
        }

        return [.. Enumerable.Range(1, captureNames.Count - 1).Where(group => captureNames[group] == name)];
    }
}
