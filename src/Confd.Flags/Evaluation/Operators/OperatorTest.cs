using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Evaluation.Operators;

/// <summary>An operator with its clause's values, prepared once. A wrong type on either side is "no match", never an error.</summary>
internal abstract class OperatorTest
{
    /// <summary>Prepares a clause's test. To add an operator, add a line here.</summary>
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

    /// <summary>True if the context's value, which is neither null nor an array unless an element of one, matches any of the clause's.</summary>
    public abstract bool Matches(FlagValue value);
}
