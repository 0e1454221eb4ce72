using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary>Order of numbers. Strings of digits are not numbers.</summary>
internal sealed class NumberTest(ImmutableArray<FlagValue> values, Func<double, double, bool> compare) : OperatorTest
{
    private readonly ImmutableArray<double> _numbers =
        [.. values.Where(value => value.Kind == FlagValueKind.Number).Select(value => value.AsDouble)];

    public override bool Matches(FlagValue value)
    {
        if (value.Kind != FlagValueKind.Number)
        {
            return false;
        }

        foreach (var candidate in _numbers)
        {
            if (compare(value.AsDouble, candidate))
            {
                return true;
            }
        }

        return false;
    }
}
