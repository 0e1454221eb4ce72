using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary><c>in</c>: equal JSON type and value. Objects and arrays never match, as in the Node and .NET SDKs; Go's compares
/// them.</summary>
internal sealed class InTest : OperatorTest
{
    private const int LinearLimit = 8;

    private readonly ImmutableArray<FlagValue> _values;
    private readonly HashSet<FlagValue>? _index;

    public InTest(ImmutableArray<FlagValue> values)
    {
        _values = values.RemoveAll(value => value.Kind is FlagValueKind.Array or FlagValueKind.Object);
        _index = _values.Length > LinearLimit ? [.. _values] : null;
    }

    public override bool Matches(FlagValue value)
    {
        if (_index is not null)
        {
            return _index.Contains(value);
        }

        foreach (var candidate in _values)
        {
            if (candidate.Equals(value))
            {
                return true;
            }
        }

        return false;
    }
}
