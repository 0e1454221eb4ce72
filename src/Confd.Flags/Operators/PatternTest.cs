using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary><c>matches</c>: a regular expression, found anywhere. One that cannot be read matches nothing.</summary>
/// <remarks>
/// Flag data is not trusted with the process's time: the engine runs in linear time, as Go's does. What it cannot do
/// (back references, look-around) is refused, as by Go. An expression is compiled when it is first looked for: each holds some 65 KB, and
/// many are of flags that a process never asks for.
/// </remarks>
internal sealed class PatternTest(ImmutableArray<FlagValue> values) : OperatorTest
{
    private ImmutableArray<FlagPattern> _patterns;

    /// <summary>True if the text is a regular expression that this engine runs.</summary>
    public static bool IsPattern(string? text) => FlagPattern.TryRead(text) is not null;

    public override bool Matches(FlagValue value)
    {
        if (value.AsString is not { } text)
        {
            return false;
        }

        if (_patterns.IsDefault)
        {
            // Two threads may compile the same; either will do.
            ImmutableInterlocked.InterlockedInitialize(
                ref _patterns, [.. values.Select(one => FlagPattern.TryRead(one.AsString)).OfType<FlagPattern>()]);
        }

        foreach (var pattern in _patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }
}
