using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Json;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Edits;

/// <summary>
/// A condition as people write it: <c>[KIND:]ATTRIBUTE [not] OPERATOR VALUE[,VALUE…]</c>, such as <c>country in NO,SE</c>,
/// <c>org:plan not in free</c>, <c>appVersion semVerLessThan 2.0.0</c>; or <c>[not] in segment KEY[,KEY…]</c>.
/// </summary>
/// <remarks>
/// Values are strings, unless the operator compares numbers, or the value for <c>in</c> is a JSON literal such as <c>true</c>, <c>18</c> or
/// <c>"18"</c>; a JSON array in their place gives each exactly. The value for <c>matches</c> is one pattern, with its commas. Keys,
/// names and kinds of contexts are always strings.
/// </remarks>
public static class ClauseText
{
    private const string In = "in";
    private const string Not = "not";
    private const string Segment = "segment";

    /// <summary>Reads a condition.</summary>
    /// <param name="text">The condition.</param>
    /// <exception cref="FlagEditException">The text is not a valid condition.</exception>
    public static Clause Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isSegment = words is [In, Segment, ..] or [Not, In, Segment, ..];
        var (attribute, at) = isSegment ? ("", 0) : (words.FirstOrDefault() ?? "", 1);
        var isNegated = words.ElementAtOrDefault(at) == Not;
        at += isNegated ? 1 : 0;
        var (name, valuesAt) = isSegment ? (Clause.SegmentMatch, at + 2) : (words.ElementAtOrDefault(at) ?? "", at + 1);
        if (words.Length <= valuesAt)
        {
            throw new FlagEditException(
                "a condition is 'ATTRIBUTE [not] OPERATOR VALUE,VALUE' or '[not] in segment KEY,KEY'; this one has no values");
        }

        var (kind, plain) = Split(attribute);
        var values = ClauseValueText.Read(plain, name, Rest(text, valuesAt), ',');
        return new Clause(plain, name, values, isSegment ? null : kind) { IsNegated = isNegated };
    }

    /// <summary>Reads a condition in LaunchDarkly's JSON.</summary>
    /// <exception cref="FlagEditException">The text is not a valid condition.</exception>
    public static Clause ParseJson(string json)
    {
        try
        {
            // Clauses are parsed by the parser of flags only; this check rejects text of more than one value, which it would misread.
            FlagValue.Parse(json);
            var flag = FlagJson.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"key":"-","rules":[{"clauses":[{{json}}]}]}"""));
            return flag.Rules[0].Clauses is [var clause] ? clause : throw new FlagEditException("a clause is one JSON object");
        }
        catch (FlagFormatException problem)
        {
            throw new FlagEditException($"a clause is one JSON object: {problem.Message}", innerException: problem);
        }
    }

    private static (string Kind, string Attribute) Split(string attribute)
    {
        var colon = attribute.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && ContextKind.FindError(attribute[..colon]) is null
            ? (attribute[..colon], attribute[(colon + 1)..])
            : (ContextKind.User, attribute);
    }

    // The rest after that number of words, with its spaces.
    private static string Rest(string text, int words)
    {
        var rest = text.AsSpan().TrimStart();
        for (var i = 0; i < words; i++)
        {
            rest = rest[rest.IndexOf(' ')..].TrimStart();
        }

        return rest.TrimEnd().ToString();
    }
}
