using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Shared;

namespace Confd.Flags.Authoring.Edits;

/// <summary>The values of a condition as people write them, in one text with a separator.</summary>
/// <remarks>
/// Values are strings, unless the operator compares numbers, the value for <c>before</c> or <c>after</c> is Unix milliseconds (11 digits or
/// more; a year, a day without dashes and Unix seconds have fewer), or the value for <c>in</c> is a JSON literal such as <c>true</c>,
/// <c>18</c> or <c>"18"</c>; a JSON array in their place gives each exactly. Keys, names and kinds of contexts are always strings.
/// </remarks>
public static class ClauseValueText
{
    private const string In = "in";
    private const string Matches = "matches";
    private const char Line = '\n';
    private const double MinMilliseconds = 1e10;

    private static readonly string[] NumberOperators = ["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"];
    private static readonly string[] DateOperators = ["before", "after"];
    private static readonly string[] TextAttributes = ["key", "kind", "name"];

    /// <summary>Reads values. The text for <c>matches</c> is one pattern, unless the separator is the end of a line.</summary>
    /// <param name="attribute">The attribute that they are compared with.</param>
    /// <param name="operatorName">LaunchDarkly's name of the operator.</param>
    /// <param name="text">The values.</param>
    /// <param name="separator">The separator, such as a comma or the end of a line, also as CR LF or CR. White space around a value is
    /// ignored.</param>
    /// <exception cref="FlagEditException">The operator compares numbers, and one of the values is not a number.</exception>
    public static ImmutableArray<FlagValue> Read(string attribute, string operatorName, string text, char separator)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (separator == Line)
        {
            text = LineEnds.ToLineFeeds(text).Trim(Line);
        }

        // A pattern may begin like an array of other values: [0-9] does not, [1] does.
        if (text.StartsWith('[') && TryParse(text) is { Kind: FlagValueKind.Array } array
            && (operatorName != Matches || array.Items.All(item => item.AsString is not null)))
        {
            return array.Items;
        }

        // Commas are common in patterns, as in [a-z]{1,3}, and lists of patterns are not.
        if (operatorName == Matches && separator != Line)
        {
            return [text.Trim()];
        }

        return [.. text.Split(separator).Select(value => ReadOne(attribute, operatorName, value.Trim()))];
    }

    /// <summary>Writes values so that <see cref="Read"/> returns the same ones.</summary>
    /// <param name="attribute">The attribute that they are compared with.</param>
    /// <param name="operatorName">LaunchDarkly's name of the operator.</param>
    /// <param name="values">The values.</param>
    /// <param name="separator">The separator.</param>
    public static string Write(string attribute, string operatorName, ImmutableArray<FlagValue> values, char separator)
    {
        var plain = string.Join(separator, values.Select(value => WriteOne(attribute, operatorName, value)));
        return IsReadBack(attribute, operatorName, plain, values, separator) ? plain : FlagValue.ArrayOf(values.AsSpan()).ToString();
    }

    private static bool IsReadBack(string attribute, string operatorName, string text, ImmutableArray<FlagValue> values, char separator)
    {
        try
        {
            return Read(attribute, operatorName, text, separator).SequenceEqual(values);
        }
        catch (FlagEditException)
        {
            return false;
        }
    }

    private static string WriteOne(string attribute, string operatorName, FlagValue value) =>
        value.AsString is { } text && (!TakesLiterals(attribute, operatorName) || TryParse(text) is null) ? text : value.ToString();

    private static FlagValue ReadOne(string attribute, string operatorName, string text)
    {
        if (NumberOperators.Contains(operatorName))
        {
            return TryParse(text) is { Kind: FlagValueKind.Number } number
                ? number
                : throw new FlagEditException($"'{operatorName}' compares with numbers, and '{text}' is not one");
        }

        var isLiteral = TakesLiterals(attribute, operatorName);
        return (isLiteral || DateOperators.Contains(operatorName)) && TryParse(text) is { } literal && (isLiteral || IsInstant(literal))
            ? literal
            : text;
    }

    private static bool IsInstant(FlagValue literal) => literal is { Kind: FlagValueKind.Number, AsDouble: >= MinMilliseconds };

    private static bool TakesLiterals(string attribute, string operatorName) =>
        operatorName == In && !TextAttributes.Contains(attribute);

    private static FlagValue? TryParse(string text)
    {
        try
        {
            return FlagValue.Parse(text);
        }
        catch (FlagFormatException)
        {
            return null;
        }
    }
}
