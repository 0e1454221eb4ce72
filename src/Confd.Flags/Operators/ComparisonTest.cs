using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary>Compares the context's value with each of the clause's.</summary>
/// <typeparam name="T">What both are read as.</typeparam>
/// <param name="values">The clause's values; those that cannot be read never match.</param>
/// <param name="read">Reads a value; false where it has another form.</param>
/// <param name="isMatch">Compares the context's value with one of the clause's.</param>
internal sealed class ComparisonTest<T>(
    ImmutableArray<FlagValue> values, ComparisonTest<T>.TryRead read, Func<T, T, bool> isMatch) : OperatorTest
{
    private readonly ImmutableArray<T> _candidates = ReadAll(values, read);

    public delegate bool TryRead(FlagValue value, out T result);

    public override bool Matches(FlagValue value)
    {
        if (!read(value, out var own))
        {
            return false;
        }

        foreach (var candidate in _candidates)
        {
            if (isMatch(own, candidate))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<T> ReadAll(ImmutableArray<FlagValue> values, TryRead read)
    {
        var candidates = ImmutableArray.CreateBuilder<T>(values.Length);
        foreach (var value in values)
        {
            if (read(value, out var candidate))
            {
                candidates.Add(candidate);
            }
        }

        return candidates.ToImmutable();
    }
}
