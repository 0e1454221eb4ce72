using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary>An operator with its clause's values, prepared once. A wrong type on either side is "no match", never an error.</summary>
internal abstract class OperatorTest
{
    private const string Texts = "texts";
    private const string Numbers = "numbers";
    private const string Dates = "Unix milliseconds and RFC 3339 dates";
    private const string Versions = "semantic versions";

    /// <summary>All operators, with that of segments.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "in", "startsWith", "endsWith", "contains", "matches", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual",
        "before", "after", "semVerEqual", "semVerLessThan", "semVerGreaterThan", OperatorNames.SegmentMatch,
    ];

    /// <summary>Prepares a clause's test. To add an operator, add a line here, its name above, and what it compares with below.</summary>
    public static OperatorTest Prepare(string operatorName, ImmutableArray<FlagValue> values) => operatorName switch
    {
        "in" => new InTest(values),
        "startsWith" => new TextTest(values, static (text, prefix) => text.StartsWith(prefix, StringComparison.Ordinal)),
        "endsWith" => new TextTest(values, static (text, suffix) => text.EndsWith(suffix, StringComparison.Ordinal)),
        "contains" => new TextTest(values, static (text, part) => text.Contains(part, StringComparison.Ordinal)),
        "matches" => new PatternTest(values),
        "lessThan" => new NumberTest(values, static (left, right) => left < right),
        "lessThanOrEqual" => new NumberTest(values, static (left, right) => left <= right),
        "greaterThan" => new NumberTest(values, static (left, right) => left > right),
        "greaterThanOrEqual" => new NumberTest(values, static (left, right) => left >= right),
        "before" => new DateTest(values, -1),
        "after" => new DateTest(values, 1),
        "semVerEqual" => new VersionTest(values, 0),
        "semVerLessThan" => new VersionTest(values, -1),
        "semVerGreaterThan" => new VersionTest(values, 1),
        _ => NoMatch.Instance,
    };

    /// <summary>What an operator can compare with, for people; every other value of its clause is passed over.</summary>
    public static string WantedBy(string operatorName) => operatorName switch
    {
        "in" => "any value",
        "startsWith" or "endsWith" or "contains" => Texts,
        "matches" => "regular expressions that run in linear time",
        "lessThan" or "lessThanOrEqual" or "greaterThan" or "greaterThanOrEqual" => Numbers,
        "before" or "after" => Dates,
        "semVerEqual" or "semVerLessThan" or "semVerGreaterThan" => Versions,
        _ => "keys of segments",
    };

    /// <summary>False if an operator passes over that value of its clause.</summary>
    public static bool CanMatch(string operatorName, FlagValue value) => operatorName switch
    {
        "in" => true,
        "matches" => PatternTest.IsPattern(value.AsString),
        _ => WantedBy(operatorName) switch
        {
            Numbers => value.Kind == FlagValueKind.Number,
            Dates => Instant.TryRead(value, out _),
            Versions => SemanticVersion.TryParse(value.AsString, out _),
            _ => value.Kind == FlagValueKind.String,
        },
    };

    /// <summary>True if the context's value, which is neither null nor an array unless an element of one, matches any of the
    /// clause's.</summary>
    public abstract bool Matches(FlagValue value);
}
