using System.Numerics;

namespace Confd.Engine.Templates.Functions;

/// <summary>
/// Go's <c>sort.Sort</c>. It is not stable, but its order of equal elements is deterministic and visible in the output, so the algorithm is
/// the same step by step: insertion sort up to 12 elements, pattern-defeating quicksort above (Go <c>sort/zsortinterface.go</c>).
/// </summary>
internal static class GoSort
{
    private const int InsertionLimit = 12;
    private const int NintherLimit = 50;
    private const int ShiftLimit = 50;
    private const int ShiftSteps = 5;
    private const int MaxSwaps = 12;

    /// <summary>Sorts in place.</summary>
    /// <param name="data">The elements.</param>
    /// <param name="isLess">True where the first comes strictly before the second.</param>
    public static void Sort<T>(Span<T> data, Func<T, T, bool> isLess)
    {
        var limit = 64 - BitOperations.LeadingZeroCount((ulong)data.Length);
        new Sorter<T>(data, isLess).QuickSort(0, data.Length, limit);
    }

    private enum Hint
    {
        Unknown,
        Increasing,
        Decreasing,
    }

    private readonly ref struct Sorter<T>(Span<T> data, Func<T, T, bool> isLess)
    {
        private readonly Span<T> _data = data;

        public void QuickSort(int begin, int end, int limit)
        {
            var wasBalanced = true;
            var wasPartitioned = true;
            while (true)
            {
                var length = end - begin;
                if (length <= InsertionLimit)
                {
                    InsertionSort(begin, end);
                    return;
                }

                if (limit == 0)
                {
                    HeapSort(begin, end);
                    return;
                }

                if (!wasBalanced)
                {
                    BreakPatterns(begin, end);
                    limit--;
                }

                var (pivot, hint) = ChoosePivot(begin, end);
                if (hint == Hint.Decreasing)
                {
                    _data[begin..end].Reverse();
                    pivot = end - 1 - (pivot - begin);
                    hint = Hint.Increasing;
                }

                if (wasBalanced && wasPartitioned && hint == Hint.Increasing && PartialInsertionSort(begin, end))
                {
                    return;
                }

                // No element here is smaller than the one before: equal elements need no further sorting.
                if (begin > 0 && !Less(begin - 1, pivot))
                {
                    begin = PartitionEqual(begin, end, pivot);
                    continue;
                }

                var middle = Partition(begin, end, pivot, out wasPartitioned);
                var (left, right) = (middle - begin, end - middle);
                wasBalanced = Math.Min(left, right) >= length / 8;
                if (left < right)
                {
                    QuickSort(begin, middle, limit);
                    begin = middle + 1;
                }
                else
                {
                    QuickSort(middle + 1, end, limit);
                    end = middle;
                }
            }
        }

        private bool Less(int left, int right) => isLess(_data[left], _data[right]);

        private void Swap(int left, int right) => (_data[left], _data[right]) = (_data[right], _data[left]);

        private void InsertionSort(int begin, int end)
        {
            for (var next = begin + 1; next < end; next++)
            {
                for (var index = next; index > begin && Less(index, index - 1); index--)
                {
                    Swap(index, index - 1);
                }
            }
        }

        private void HeapSort(int begin, int end)
        {
            var length = end - begin;
            for (var root = (length - 1) / 2; root >= 0; root--)
            {
                SiftDown(root, length, begin);
            }

            for (var last = length - 1; last >= 0; last--)
            {
                Swap(begin, begin + last);
                SiftDown(0, last, begin);
            }
        }

        private void SiftDown(int root, int end, int first)
        {
            for (var child = (2 * root) + 1; child < end; child = (2 * root) + 1)
            {
                if (child + 1 < end && Less(first + child, first + child + 1))
                {
                    child++;
                }

                if (!Less(first + root, first + child))
                {
                    return;
                }

                Swap(first + root, first + child);
                root = child;
            }
        }

        private int Partition(int begin, int end, int pivot, out bool wasPartitioned)
        {
            Swap(begin, pivot);
            var low = begin + 1;
            var high = end - 1;
            for (wasPartitioned = true; ; wasPartitioned = false)
            {
                while (low <= high && Less(low, begin))
                {
                    low++;
                }

                while (low <= high && !Less(high, begin))
                {
                    high--;
                }

                if (low > high)
                {
                    Swap(high, begin);
                    return high;
                }

                Swap(low++, high--);
            }
        }

        private int PartitionEqual(int begin, int end, int pivot)
        {
            Swap(begin, pivot);
            var low = begin + 1;
            var high = end - 1;
            while (true)
            {
                while (low <= high && !Less(begin, low))
                {
                    low++;
                }

                while (low <= high && Less(begin, high))
                {
                    high--;
                }

                if (low > high)
                {
                    return low;
                }

                Swap(low++, high--);
            }
        }

        private bool PartialInsertionSort(int begin, int end)
        {
            var index = begin + 1;
            for (var step = 0; step < ShiftSteps; step++)
            {
                while (index < end && !Less(index, index - 1))
                {
                    index++;
                }

                if (index == end)
                {
                    return true;
                }

                if (end - begin < ShiftLimit)
                {
                    return false;
                }

                Swap(index, index - 1);
                if (index - begin >= 2)
                {
                    for (var left = index - 1; left >= 1 && Less(left, left - 1); left--)
                    {
                        Swap(left, left - 1);
                    }
                }

                if (end - index >= 2)
                {
                    for (var right = index + 1; right < end && Less(right, right - 1); right++)
                    {
                        Swap(right, right - 1);
                    }
                }
            }

            return false;
        }

        private void BreakPatterns(int begin, int end)
        {
            var length = end - begin;
            if (length < 8)
            {
                return;
            }

            var random = (ulong)length;
            var mask = (1UL << (64 - BitOperations.LeadingZeroCount((ulong)length))) - 1;
            var first = begin + (length / 4 * 2) - 1;
            for (var index = first; index < first + 3; index++)
            {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                var other = (int)(random & mask);
                Swap(index, begin + (other >= length ? other - length : other));
            }
        }

        private (int Pivot, Hint Hint) ChoosePivot(int begin, int end)
        {
            var length = end - begin;
            var swaps = 0;
            var (low, middle, high) = (begin + (length / 4), begin + (length / 4 * 2), begin + (length / 4 * 3));
            if (length >= 8)
            {
                if (length >= NintherLimit)
                {
                    low = Median(low - 1, low, low + 1, ref swaps);
                    middle = Median(middle - 1, middle, middle + 1, ref swaps);
                    high = Median(high - 1, high, high + 1, ref swaps);
                }

                middle = Median(low, middle, high, ref swaps);
            }

            return (middle, swaps switch { 0 => Hint.Increasing, MaxSwaps => Hint.Decreasing, _ => Hint.Unknown });
        }

        private int Median(int low, int middle, int high, ref int swaps)
        {
            Order(ref low, ref middle, ref swaps);
            Order(ref middle, ref high, ref swaps);
            Order(ref low, ref middle, ref swaps);
            return middle;
        }

        private void Order(ref int left, ref int right, ref int swaps)
        {
            if (Less(right, left))
            {
                (left, right) = (right, left);
                swaps++;
            }
        }
    }
}
