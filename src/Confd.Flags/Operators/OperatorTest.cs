using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary>An operator with its clause's values, prepared once. A wrong type on either side does not match, and is never an
/// error.</summary>
internal abstract class OperatorTest
{
    /// <summary>The operator whose values are keys of segments. The evaluator handles it.</summary>
    public const string SegmentMatch = "segmentMatch";

    private static readonly Operand Text = new("texts", value => TryReadText(value, out _));
    private static readonly Operand Scalar = new(
        "texts, numbers, true and false",
        value => value.Kind is not (FlagValueKind.Null or FlagValueKind.Array or FlagValueKind.Object));

    private static readonly Operand Number = new("numbers", value => TryReadNumber(value, out _));
    private static readonly Operand Date = new("numbers of Unix milliseconds and RFC 3339 dates", value => Instant.TryRead(value, out _));
    private static readonly Operand Version = new("semantic versions", value => TryReadVersion(value, out _));

    // To add an operator, add a row here, and its text to the console's forms.
    private static readonly ImmutableArray<Row> All =
    [
        new("in", Scalar, values => new InTest(values)),
        OfTexts("startsWith", static (text, prefix) => text.StartsWith(prefix, StringComparison.Ordinal)),
        OfTexts("endsWith", static (text, suffix) => text.EndsWith(suffix, StringComparison.Ordinal)),
        OfTexts("contains", static (text, part) => text.Contains(part, StringComparison.Ordinal)),
        new("matches", new("regular expressions that run in linear time", value => PatternTest.IsPattern(value.AsString)), values =>
            new PatternTest(values)),
        OfNumbers("lessThan", static (left, right) => left < right),
        OfNumbers("lessThanOrEqual", static (left, right) => left <= right),
        OfNumbers("greaterThan", static (left, right) => left > right),
        OfNumbers("greaterThanOrEqual", static (left, right) => left >= right),
        OfDates("before", static (left, right) => left.CompareTo(right) < 0),
        OfDates("after", static (left, right) => left.CompareTo(right) > 0),
        OfVersions("semVerEqual", static (left, right) => left.ComparePrecedence(right) == 0),
        OfVersions("semVerLessThan", static (left, right) => left.ComparePrecedence(right) < 0),
        OfVersions("semVerGreaterThan", static (left, right) => left.ComparePrecedence(right) > 0),
        new(SegmentMatch, new("keys of segments", Text.Takes), _ => NoMatch.Instance),
    ];

    /// <summary>All operators, including that of segments.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(row => row.Name)];

    /// <summary>Prepares a clause's test.</summary>
    public static OperatorTest Prepare(string operatorName, ImmutableArray<FlagValue> values)
    {
        foreach (var row in All)
        {
            if (row.Name == operatorName)
            {
                return row.Prepare(values);
            }
        }

        return NoMatch.Instance;
    }

    /// <summary>The values that one of <see cref="Names"/> can compare with, as text; every other value of its clause is ignored.</summary>
    public static string DescribeOperands(string operatorName) => OperandOf(operatorName).Words;

    /// <summary>False if one of <see cref="Names"/> ignores that value of its clause.</summary>
    public static bool CanMatch(string operatorName, FlagValue value) => OperandOf(operatorName).Takes(value);

    /// <summary>True if the context's value matches any of the clause's. The value is never null, and an array only as an element of an
    /// array.</summary>
    public abstract bool Matches(FlagValue value);

    // Ordinal; the empty text of a clause matches every text.
    private static Row OfTexts(string name, Func<string, string, bool> isMatch) =>
        new(name, Text, values => new ComparisonTest<string>(values, TryReadText, isMatch));

    // Texts of digits are not numbers.
    private static Row OfNumbers(string name, Func<double, double, bool> isMatch) =>
        new(name, Number, values => new ComparisonTest<double>(values, TryReadNumber, isMatch));

    private static Row OfDates(string name, Func<Instant, Instant, bool> isMatch) =>
        new(name, Date, values => new ComparisonTest<Instant>(values, Instant.TryRead, isMatch));

    private static Row OfVersions(string name, Func<SemanticVersion, SemanticVersion, bool> isMatch) =>
        new(name, Version, values => new ComparisonTest<SemanticVersion>(values, TryReadVersion, isMatch));

    private static bool TryReadText(FlagValue value, out string text)
    {
        text = value.AsString!;
        return text is not null;
    }

    private static bool TryReadNumber(FlagValue value, out double number)
    {
        var isNumber = value.Kind == FlagValueKind.Number;
        number = isNumber ? value.AsDouble : 0;
        return isNumber;
    }

    private static bool TryReadVersion(FlagValue value, out SemanticVersion version) =>
        SemanticVersion.TryParse(value.AsString, out version);

    private static Operand OperandOf(string operatorName) => All.First(row => row.Name == operatorName).Operand;

    private sealed record Operand(string Words, Func<FlagValue, bool> Takes);

    private sealed record Row(string Name, Operand Operand, Func<ImmutableArray<FlagValue>, OperatorTest> Prepare);
}
