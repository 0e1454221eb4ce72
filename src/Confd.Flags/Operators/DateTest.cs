using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary><c>before</c> and <c>after</c>, both strict.</summary>
/// <param name="values">Unix milliseconds or RFC 3339 text; others never match.</param>
/// <param name="sign">The sign of the comparison of the context's instant with the clause's that is a match.</param>
internal sealed class DateTest(ImmutableArray<FlagValue> values, int sign) : OperatorTest
{
    private readonly ImmutableArray<Instant> _instants =
        [.. values.Select(value => Instant.TryRead(value, out var instant) ? instant : (Instant?)null).OfType<Instant>()];

    public override bool Matches(FlagValue value)
    {
        if (!Instant.TryRead(value, out var instant))
        {
            return false;
        }

        foreach (var candidate in _instants)
        {
            if (Math.Sign(instant.CompareTo(candidate)) == sign)
            {
                return true;
            }
        }

        return false;
    }
}
