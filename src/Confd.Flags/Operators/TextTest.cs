using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary><c>startsWith</c>, <c>endsWith</c>, <c>contains</c>: by ordinal; the empty clause value matches every string.</summary>
internal sealed class TextTest(ImmutableArray<FlagValue> values, Func<string, string, bool> compare) : OperatorTest
{
    private readonly ImmutableArray<string> _texts = [.. values.Select(value => value.AsString).OfType<string>()];

    public override bool Matches(FlagValue value)
    {
        if (value.AsString is not { } text)
        {
            return false;
        }

        foreach (var candidate in _texts)
        {
            if (compare(text, candidate))
            {
                return true;
            }
        }

        return false;
    }
}
