namespace Confd.Engine.Diffs;

/// <summary>Finds the changes between two texts: as few lines as possible, unless the texts are large and have little in common.</summary>
internal sealed class EditScript
{
    private readonly int[] _before;
    private readonly int[] _after;
    private readonly bool[] _isRemoved;
    private readonly bool[] _isAdded;

    private EditScript(int[] before, int[] after)
    {
        _before = before;
        _after = after;
        _isRemoved = new bool[before.Length];
        _isAdded = new bool[after.Length];
    }

    /// <summary>The changes in ascending order, with at least one equal line between two of them.</summary>
    public static List<Change> Find(DiffText before, DiffText after)
    {
        var numbers = new LineNumbers();
        var script = new EditScript(numbers.Number(before), numbers.Number(after));
        script.Search();
        return Settle(script.Collect(), script._before, script._after);
    }

    /// <summary>Lines that only one text has are certainly changes; only the others are searched, which keeps it fast.</summary>
    private void Search()
    {
        var (oldLines, oldPlaces) = KeepShared(_before, _after, _isRemoved);
        var (newLines, newPlaces) = KeepShared(_after, _before, _isAdded);
        var middle = new MiddlePoint(oldLines, newLines);
        var pending = new Stack<MiddlePoint.Range>();
        pending.Push(new MiddlePoint.Range(0, oldLines.Length, 0, newLines.Length));
        while (pending.TryPop(out var range))
        {
            range = TrimEqualEnds(range, oldLines, newLines);
            if (range.OldStart == range.OldEnd || range.NewStart == range.NewEnd)
            {
                Mark(_isRemoved, oldPlaces.AsSpan(range.OldStart..range.OldEnd));
                Mark(_isAdded, newPlaces.AsSpan(range.NewStart..range.NewEnd));
                continue;
            }

            var (old, @new) = middle.Find(range);
            pending.Push(range with { OldStart = old, NewStart = @new });
            pending.Push(range with { OldEnd = old, NewEnd = @new });
        }
    }

    private static (int[] Lines, int[] Places) KeepShared(int[] own, int[] other, bool[] isChanged)
    {
        var shared = other.ToHashSet();
        var places = new List<int>(own.Length);
        for (var index = 0; index < own.Length; index++)
        {
            isChanged[index] = !shared.Contains(own[index]);
            if (!isChanged[index])
            {
                places.Add(index);
            }
        }

        return ([.. places.Select(place => own[place])], [.. places]);
    }

    private static MiddlePoint.Range TrimEqualEnds(MiddlePoint.Range range, int[] before, int[] after)
    {
        var (oldStart, oldEnd, newStart, newEnd) = range;
        while (oldStart < oldEnd && newStart < newEnd && before[oldStart] == after[newStart])
        {
            oldStart++;
            newStart++;
        }

        while (oldStart < oldEnd && newStart < newEnd && before[oldEnd - 1] == after[newEnd - 1])
        {
            oldEnd--;
            newEnd--;
        }

        return new MiddlePoint.Range(oldStart, oldEnd, newStart, newEnd);
    }

    private static void Mark(bool[] isChanged, ReadOnlySpan<int> places)
    {
        foreach (var place in places)
        {
            isChanged[place] = true;
        }
    }

    private List<Change> Collect()
    {
        var changes = new List<Change>();
        var (old, @new) = (0, 0);
        while (old < _before.Length || @new < _after.Length)
        {
            var (oldStart, newStart) = (old, @new);
            while (old < _before.Length && _isRemoved[old])
            {
                old++;
            }

            while (@new < _after.Length && _isAdded[@new])
            {
                @new++;
            }

            if (old > oldStart || @new > newStart)
            {
                changes.Add(new Change(oldStart, old - oldStart, newStart, @new - newStart));
            }
            else
            {
                old++;
                @new++;
            }
        }

        return changes;
    }

    /// <summary>Moves pure insertions and deletions down as far as possible among repeated lines, as diff does: the added block is then
    /// shown as a whole.</summary>
    private static List<Change> Settle(List<Change> changes, int[] before, int[] after)
    {
        var settled = new Stack<Change>();
        foreach (var next in Enumerable.Reverse(changes))
        {
            var change = MoveDown(next, settled, before, after);

            // A change that meets the next one is merged with it, and may move on.
            while (settled.TryPeek(out var below) && below.OldStart == change.OldEnd)
            {
                settled.Pop();
                change = new Change(change.OldStart, change.OldCount + below.OldCount, change.NewStart, change.NewCount + below.NewCount);
                change = MoveDown(change, settled, before, after);
            }

            settled.Push(change);
        }

        return [.. settled];
    }

    private static Change MoveDown(Change change, Stack<Change> settled, int[] before, int[] after)
    {
        while (CanMoveDown(change, settled, before, after))
        {
            change = change with { OldStart = change.OldStart + 1, NewStart = change.NewStart + 1 };
        }

        return change;
    }

    private static bool CanMoveDown(Change change, Stack<Change> settled, int[] before, int[] after)
    {
        var limit = settled.TryPeek(out var below) ? below.OldStart : before.Length;
        if (change.OldEnd >= limit)
        {
            return false;
        }

        return (change.OldCount, change.NewCount) switch
        {
            ( > 0, 0) => before[change.OldStart] == before[change.OldEnd],
            (0, > 0) => after[change.NewStart] == after[change.NewEnd],
            _ => false,
        };
    }
}
