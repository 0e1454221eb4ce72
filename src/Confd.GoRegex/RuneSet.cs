using System.Runtime.CompilerServices;
using Confd.Shared;

namespace Confd.GoRegex;

/// <summary>A set of code points, as sorted ranges that do not touch. Immutable.</summary>
internal sealed class RuneSet
{
    // The object and the header of its array.
    private const int ObjectBytes = 64;

    private readonly RuneRange[] _ranges;

    // The ASCII half as bits, as nearly all tests are for ASCII.
    private readonly UInt128 _ascii;

    private RuneSet(RuneRange[] ranges)
    {
        _ranges = ranges;
        foreach (var range in ranges)
        {
            for (var rune = range.Low; rune <= Math.Min(range.High, 0x7F); rune++)
            {
                _ascii |= UInt128.One << rune;
            }
        }
    }

    /// <summary>All code points.</summary>
    public static RuneSet All { get; } = new([new RuneRange(0, GoUtf8.MaxRune)]);

    /// <summary>The ranges in ascending order.</summary>
    public ReadOnlySpan<RuneRange> Ranges => _ranges;

    /// <summary>The only member, or -1 where there is none or more than one.</summary>
    public int Single => _ranges is [var only] && only.Low == only.High ? only.Low : -1;

    /// <summary>How many numbers Go uses for it, by which it limits a pattern: one for one member, else two for each range.</summary>
    public int Runes => Single >= 0 ? 1 : 2 * _ranges.Length;

    /// <summary>Its approximate memory, in bytes.</summary>
    public long Bytes => ObjectBytes + ((long)_ranges.Length * Unsafe.SizeOf<RuneRange>());

    /// <summary>Creates a set from ranges in any order, overlapping or not.</summary>
    public static RuneSet Of(IEnumerable<RuneRange> ranges)
    {
        var merged = new List<RuneRange>();
        foreach (var range in ranges.OrderBy(range => range.Low))
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
            {
                merged[^1] = merged[^1] with { High = Math.Max(merged[^1].High, range.High) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return new RuneSet([.. merged]);
    }

    /// <summary>A set of one code point.</summary>
    public static RuneSet OfRune(int rune) => new([new RuneRange(rune, rune)]);

    /// <summary>All code points that are not in this set.</summary>
    public RuneSet Negate()
    {
        var ranges = new List<RuneRange>();
        var next = 0;
        foreach (var range in _ranges)
        {
            if (range.Low > next)
            {
                ranges.Add(new RuneRange(next, range.Low - 1));
            }

            next = range.High + 1;
        }

        if (next <= GoUtf8.MaxRune)
        {
            ranges.Add(new RuneRange(next, GoUtf8.MaxRune));
        }

        return new RuneSet([.. ranges]);
    }

    /// <summary>This set and all code points that differ from a member only in case.</summary>
    public RuneSet Fold()
    {
        var ranges = new List<RuneRange>(_ranges);
        foreach (var range in _ranges)
        {
            CaseFolding.AddEquivalents(range, ranges);
        }

        return Of(ranges);
    }

    /// <summary>True for a member.</summary>
    public bool Contains(int rune)
    {
        if (rune < 0x80)
        {
            return (_ascii >> rune & 1) != 0;
        }

        var low = 0;
        var high = _ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune > _ranges[middle].High)
            {
                low = middle + 1;
            }
            else if (rune < _ranges[middle].Low)
            {
                high = middle - 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
