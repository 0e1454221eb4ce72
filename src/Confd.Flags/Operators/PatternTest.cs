using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Confd.Flags.Contexts;
using Confd.GoRegex;

namespace Confd.Flags.Operators;

/// <summary><c>matches</c>: a regular expression, found anywhere. An invalid one matches nothing.</summary>
/// <remarks>
/// Flag data must not be able to block the process: patterns are RE2's, as in LaunchDarkly's SDK for Go, and their engine runs in linear
/// time. An expression is compiled when it is first used: many belong to flags that a process never evaluates.
/// </remarks>
internal sealed class PatternTest(ImmutableArray<FlagValue> values) : OperatorTest
{
    private const int MaxBytesOnStack = 512;

    private ImmutableArray<Regexp> _patterns;

    /// <summary>True if the text is a regular expression that this engine runs.</summary>
    public static bool IsPattern(string? text) => TryRead(text) is not null;

    public override bool Matches(FlagValue value)
    {
        if (value.AsString is not { } text)
        {
            return false;
        }

        if (_patterns.IsDefault)
        {
            // Two threads may compile the same expression; either result will do.
            ImmutableInterlocked.InterlockedInitialize(
                ref _patterns, [.. values.Select(one => TryRead(one.AsString)).OfType<Regexp>()]);
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > MaxBytesOnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var buffer = rented ?? stackalloc byte[MaxBytesOnStack];
        var isMatch = IsMatch(buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return isMatch;
    }

    private bool IsMatch(ReadOnlySpan<byte> text)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }

    private static Regexp? TryRead(string? pattern)
    {
        try
        {
            return pattern is null ? null : Regexp.Parse(Encoding.UTF8.GetBytes(pattern));
        }
        catch (RegexSyntaxException)
        {
            return null;
        }
    }
}
