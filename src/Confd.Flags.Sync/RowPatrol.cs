using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;

namespace Confd.Flags.Sync;

/// <summary>
/// Which rows a table should have, and which of them were looked at last: a few in turn, so that a look costs little and a lost row is
/// missed within minutes.
/// </summary>
/// <remarks>Safe to share between the stream, which changes items, and the look.</remarks>
internal sealed class RowPatrol
{
    /// <summary>How many rows a look reads.</summary>
    public const int Rows = 100;

    private static readonly DataKind[] Kinds = [DataKind.Features, DataKind.Segments];

    private readonly Lock _lock = new();

    // In the order of DynamoDB's rows.
    private readonly Dictionary<DataKind, SortedSet<string>> _expected = Kinds.ToDictionary(
        kind => kind, _ => new SortedSet<string>(Utf8Order.Instance));

    private readonly HashSet<ItemName> _refilled = [];
    private int _kind;
    private string _after = "";

    /// <summary>A kind of which rows are expected; null: none is.</summary>
    public DataKind? Filled
    {
        get
        {
            lock (_lock)
            {
                return Kinds.Where(kind => _expected[kind].Count > 0).Select(kind => (DataKind?)kind).FirstOrDefault();
            }
        }
    }

    /// <summary>Takes note of what the table was made equal to.</summary>
    /// <param name="data">All there is.</param>
    /// <param name="refused">What of it is not in the table.</param>
    public void Fill(FlagDataSet data, IEnumerable<FlagItemRefusedException> refused)
    {
        lock (_lock)
        {
            foreach (var kind in Kinds)
            {
                var keys = data.Kinds.TryGetValue(kind, out var items)
                    ? items.Where(item => !item.Value.IsDeleted).Select(item => item.Key)
                    : [];
                _expected[kind] = new SortedSet<string>(keys, Utf8Order.Instance);
            }

            foreach (var item in refused)
            {
                _expected[item.Kind].Remove(item.Key);
            }
        }
    }

    /// <summary>Expects no more what the table is about to lose: a look in between misses nothing.</summary>
    public void Leave(FlagDataSet data)
    {
        lock (_lock)
        {
            foreach (var kind in Kinds)
            {
                var items = data.Kinds.GetValueOrDefault(kind);
                _expected[kind].RemoveWhere(key => items?.GetValueOrDefault(key) is not { IsDeleted: false });
            }
        }
    }

    /// <summary>Takes note of the change of one item.</summary>
    public void Changed(DataKind kind, string key, bool isThere)
    {
        lock (_lock)
        {
            _ = isThere ? _expected[kind].Add(key) : _expected[kind].Remove(key);
        }
    }

    /// <summary>What the next look is to find.</summary>
    /// <returns>Null where no row is expected.</returns>
    public Round? Next()
    {
        lock (_lock)
        {
            if (_expected.Values.All(keys => keys.Count == 0))
            {
                return null;
            }

            var kind = Kinds[_kind];
            return new Round(kind, _after, [.. _expected[kind].Where(key => Utf8Order.Instance.Compare(key, _after) > 0).Take(Rows)]);
        }
    }

    /// <summary>Compares a part of the table with what should be there.</summary>
    /// <param name="round">As <see cref="Next"/> said, before the table was read: what came since is not expected yet.</param>
    /// <param name="slice">What is there.</param>
    /// <returns>What is missing. What was missing before, and was not brought back by filling the table again, is not told twice in a
    /// row.</returns>
    public IReadOnlyList<string> FindMissing(Round round, TableSlice slice)
    {
        lock (_lock)
        {
            (_kind, _after) = slice.Last is null ? ((_kind + 1) % Kinds.Length, "") : (_kind, slice.Last);
            var there = slice.Keys.ToHashSet(StringComparer.Ordinal);
            _refilled.RemoveWhere(item => item.Kind == round.Kind && there.Contains(item.Key));
            return
            [
                .. round.Expected
                    .Where(key => slice.Last is null || Utf8Order.Instance.Compare(key, slice.Last) <= 0)
                    .Where(key => !there.Contains(key) && _expected[round.Kind].Contains(key) && _refilled.Add(new(round.Kind, key))),
            ];
        }
    }

    /// <summary>One look.</summary>
    /// <param name="Kind">The kind that is looked at.</param>
    /// <param name="After">The key that the rows come after; empty for the first ones.</param>
    /// <param name="Expected">What should be there, the next <see cref="Rows"/> at most.</param>
    public sealed record Round(DataKind Kind, string After, IReadOnlyList<string> Expected);
}
