namespace Confd.Engine.Diffs;

/// <summary>Finds a point on a shortest edit path between two sequences, searching from both ends simultaneously.</summary>
/// <remarks>
/// E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), section 4b. Diagonal k holds the points with old - new = k; the
/// search only keeps the furthest point per diagonal in a round, so memory grows with the lines, not with their product. After
/// <see cref="MaxRounds"/> rounds the furthest point is taken, so that time stays in proportion where the texts have little in common.
/// </remarks>
internal sealed class MiddlePoint(int[] before, int[] after)
{
    private const int MaxRounds = 1024;

    // Diagonals run from -after.Length-1 to before.Length+1.
    private readonly int _zero = after.Length + 1;
    private readonly int[] _forward = new int[before.Length + after.Length + 3];
    private readonly int[] _backward = new int[before.Length + after.Length + 3];

    /// <summary>Finds the point for two ranges that are not empty and differ in their first and in their last elements.</summary>
    public (int Old, int New) Find(Range range)
    {
        var start = range.OldStart - range.NewStart;
        var end = range.OldEnd - range.NewEnd;
        _forward[_zero + start] = range.OldStart;
        _backward[_zero + end] = range.OldEnd;
        var forward = new Diagonals(start, range);
        var backward = new Diagonals(end, range);

        // With an odd difference of lengths the paths meet while the forward one grows, else while the backward one does.
        var meetsForward = ((start - end) & 1) != 0;
        for (var round = 1; ; round++)
        {
            forward.Widen(_forward, _zero, outside: -1);
            if (GrowForward(range, forward, backward, meetsForward) is { } met)
            {
                return met;
            }

            backward.Widen(_backward, _zero, outside: int.MaxValue);
            if (GrowBackward(range, forward, backward, !meetsForward) is { } point)
            {
                return point;
            }

            if (round >= MaxRounds)
            {
                return FurthestPoint(range, forward, backward);
            }
        }
    }

    private (int Old, int New)? GrowForward(Range range, Diagonals own, Diagonals other, bool canMeet)
    {
        for (var diagonal = own.High; diagonal >= own.Low; diagonal -= 2)
        {
            var afterInsertion = _forward[_zero + diagonal + 1];
            var afterDeletion = _forward[_zero + diagonal - 1] + 1;
            var old = Math.Max(afterInsertion, afterDeletion);
            while (old < range.OldEnd && old - diagonal < range.NewEnd && before[old] == after[old - diagonal])
            {
                old++;
            }

            _forward[_zero + diagonal] = old;
            if (canMeet && other.Contains(diagonal) && _backward[_zero + diagonal] <= old)
            {
                return (old, old - diagonal);
            }
        }

        return null;
    }

    private (int Old, int New)? GrowBackward(Range range, Diagonals other, Diagonals own, bool canMeet)
    {
        for (var diagonal = own.High; diagonal >= own.Low; diagonal -= 2)
        {
            var beforeInsertion = _backward[_zero + diagonal - 1];
            var beforeDeletion = _backward[_zero + diagonal + 1];
            var old = Math.Min(beforeInsertion, beforeDeletion == int.MaxValue ? int.MaxValue : beforeDeletion - 1);
            while (old > range.OldStart && old - diagonal > range.NewStart && before[old - 1] == after[old - diagonal - 1])
            {
                old--;
            }

            _backward[_zero + diagonal] = old;
            if (canMeet && other.Contains(diagonal) && old <= _forward[_zero + diagonal])
            {
                return (old, old - diagonal);
            }
        }

        return null;
    }

    private (int Old, int New) FurthestPoint(Range range, Diagonals forward, Diagonals backward)
    {
        var best = (Old: range.OldStart, New: range.NewStart);
        var gained = 0;
        for (var diagonal = forward.High; diagonal >= forward.Low; diagonal -= 2)
        {
            Consider(_forward[_zero + diagonal], diagonal, isForward: true);
        }

        for (var diagonal = backward.High; diagonal >= backward.Low; diagonal -= 2)
        {
            Consider(_backward[_zero + diagonal], diagonal, isForward: false);
        }

        return best;

        void Consider(int old, int diagonal, bool isForward)
        {
            var isInside = old >= range.OldStart
                && old <= range.OldEnd
                && old - diagonal >= range.NewStart
                && old - diagonal <= range.NewEnd;
            var steps = isForward
                ? old - range.OldStart + (old - diagonal) - range.NewStart
                : range.OldEnd - old + range.NewEnd - (old - diagonal);
            if (isInside && steps > gained)
            {
                gained = steps;
                best = (old, old - diagonal);
            }
        }
    }

    /// <summary>Parts of both sequences; ends exclusive.</summary>
    internal readonly record struct Range(int OldStart, int OldEnd, int NewStart, int NewEnd);

    /// <summary>The diagonals that one direction has reached; a round uses every second one.</summary>
    private sealed class Diagonals(int start, Range range)
    {
        private readonly int _lowest = range.OldStart - range.NewEnd;
        private readonly int _highest = range.OldEnd - range.NewStart;

        public int Low { get; private set; } = start;

        public int High { get; private set; } = start;

        public bool Contains(int diagonal) => diagonal >= Low && diagonal <= High;

        /// <summary>Adds one diagonal on each side, or drops one where the range ends.</summary>
        public void Widen(int[] furthest, int zero, int outside)
        {
            if (Low > _lowest)
            {
                furthest[zero + --Low - 1] = outside;
            }
            else
            {
                Low++;
            }

            if (High < _highest)
            {
                furthest[zero + ++High + 1] = outside;
            }
            else
            {
                High--;
            }
        }
    }
}
