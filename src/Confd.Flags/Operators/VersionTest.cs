using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary><c>semVerEqual</c>, <c>semVerLessThan</c>, <c>semVerGreaterThan</c>.</summary>
/// <param name="values">Semantic versions; others never match.</param>
/// <param name="sign">The sign of the comparison of the context's version with the clause's that is a match.</param>
internal sealed class VersionTest(ImmutableArray<FlagValue> values, int sign) : OperatorTest
{
    private readonly ImmutableArray<SemanticVersion> _versions =
    [
        .. values.Select(value => SemanticVersion.TryParse(value.AsString, out var version) ? version : (SemanticVersion?)null)
            .OfType<SemanticVersion>(),
    ];

    public override bool Matches(FlagValue value)
    {
        if (!SemanticVersion.TryParse(value.AsString, out var version))
        {
            return false;
        }

        foreach (var candidate in _versions)
        {
            if (Math.Sign(version.ComparePrecedence(candidate)) == sign)
            {
                return true;
            }
        }

        return false;
    }
}
