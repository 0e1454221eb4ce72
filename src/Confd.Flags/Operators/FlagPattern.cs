using System.Text;
using System.Text.RegularExpressions;

namespace Confd.Flags.Operators;

/// <summary>One regular expression of a clause, ready to be looked for. Immutable; safe to share between threads.</summary>
/// <remarks>
/// <c>\b</c> and <c>\B</c> go by ASCII, as in Go and JavaScript. .NET's engine of linear time knows them by Unicode alone, so what it
/// would take for letters beyond ASCII is put as characters of the private use area, in the pattern and in each text: to everything else
/// that a pattern can say they are the same. Not so where it names such characters by <c>\p</c>, by number, in a range or without regard to
/// case: there the boundary is Unicode's.
/// </remarks>
internal sealed class FlagPattern
{
    private const char Anyone = '\uE000';
    private const char LastPrivate = '\uF8FF';

    private readonly Regex _regex;

    // The characters beyond ASCII that the pattern has itself; null where texts are taken as they are.
    private readonly string? _own;

    private FlagPattern(Regex regex, string? own)
    {
        _regex = regex;
        _own = own;
    }

    /// <summary>Reads a pattern; null for what is none, or cannot run in linear time.</summary>
    public static FlagPattern? TryRead(string? pattern)
    {
        if (pattern is null)
        {
            return null;
        }

        var translated = PatternDialect.ToDotNet(pattern);
        return WithPlainBoundaries(translated) ?? (TryCompile(translated.Text) is { } regex ? new FlagPattern(regex, own: null) : null);
    }

    /// <summary>True where the text contains a match.</summary>
    public bool IsMatch(string text) => _regex.IsMatch(_own is null || Ascii.IsValid(text) ? text : Replace(text, _own));

    private static FlagPattern? WithPlainBoundaries(DotNetPattern pattern)
    {
        if (!pattern.HasWordBoundary || pattern.NamesCharacters)
        {
            return null;
        }

        // What stands in for a letter has no other case.
        var own = string.Concat(pattern.Text.Where(IsReplaced).Distinct());
        var isReplaceable = own.Length == 0 || (!pattern.FoldsCase && own.Length < LastPrivate - Anyone);
        return isReplaceable && TryCompile(Replace(pattern.Text, own)) is { } regex ? new FlagPattern(regex, own) : null;
    }

    private static Regex? TryCompile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Replace(string text, string own) => string.Create(text.Length, (text, own), static (result, from) =>
    {
        for (var i = 0; i < result.Length; i++)
        {
            var character = from.text[i];
            result[i] = IsReplaced(character) ? (char)(Anyone + 1 + from.own.IndexOf(character, StringComparison.Ordinal)) : character;
        }
    });

    // What counts for a word in .NET beyond ASCII: letters, marks, digits, connectors and the two joiners. Those of the private use area
    // make room for what stands in.
    private static bool IsReplaced(char character) => character > 0x7F && (
        character is (>= Anyone and <= LastPrivate) or '\u200C' or '\u200D'
        || char.GetUnicodeCategory(character) is <= System.Globalization.UnicodeCategory.DecimalDigitNumber
            or System.Globalization.UnicodeCategory.ConnectorPunctuation);
}
