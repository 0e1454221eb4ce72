using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary>An operator with its clause's values, prepared once. A wrong type on either side does not match, and is never an
/// error.</summary>
internal abstract class OperatorTest
{
    /// <summary>The operator whose values are keys of segments. The evaluator handles it.</summary>
    public const string SegmentMatch = "segmentMatch";

    private static readonly Operand Text = new("texts", value => value.Kind == FlagValueKind.String);
    private static readonly Operand Scalar = new(
        "texts, numbers, true and false",
        value => value.Kind is not (FlagValueKind.Null or FlagValueKind.Array or FlagValueKind.Object));

    private static readonly Operand Number = new("numbers", value => value.Kind == FlagValueKind.Number);
    private static readonly Operand Date = new("numbers of Unix milliseconds and RFC 3339 dates", value => Instant.TryRead(value, out _));
    private static readonly Operand Version = new("semantic versions", value => SemanticVersion.TryParse(value.AsString, out _));

    // To add an operator, add a row here, and its text to the console's forms.
    private static readonly ImmutableArray<Row> All =
    [
        new("in", Scalar, values => new InTest(values)),
        new("startsWith", Text, values =>
            new TextTest(values, static (text, prefix) => text.StartsWith(prefix, StringComparison.Ordinal))),
        new("endsWith", Text, values => new TextTest(values, static (text, suffix) => text.EndsWith(suffix, StringComparison.Ordinal))),
        new("contains", Text, values => new TextTest(values, static (text, part) => text.Contains(part, StringComparison.Ordinal))),
        new("matches", new("regular expressions that run in linear time", value => PatternTest.IsPattern(value.AsString)), values =>
            new PatternTest(values)),
        new("lessThan", Number, values => new NumberTest(values, static (left, right) => left < right)),
        new("lessThanOrEqual", Number, values => new NumberTest(values, static (left, right) => left <= right)),
        new("greaterThan", Number, values => new NumberTest(values, static (left, right) => left > right)),
        new("greaterThanOrEqual", Number, values => new NumberTest(values, static (left, right) => left >= right)),
        new("before", Date, values => new DateTest(values, -1)),
        new("after", Date, values => new DateTest(values, 1)),
        new("semVerEqual", Version, values => new VersionTest(values, 0)),
        new("semVerLessThan", Version, values => new VersionTest(values, -1)),
        new("semVerGreaterThan", Version, values => new VersionTest(values, 1)),
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

    private static Operand OperandOf(string operatorName) => All.First(row => row.Name == operatorName).Operand;

    private sealed record Operand(string Words, Func<FlagValue, bool> Takes);

    private sealed record Row(string Name, Operand Operand, Func<ImmutableArray<FlagValue>, OperatorTest> Prepare);
}
