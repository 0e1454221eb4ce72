using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;

namespace Confd.Flags.Sync;

/// <summary>
/// The rows that a table should have, and the ones that were checked last: each check covers a few in turn, so that it costs little and a
/// lost row is detected within minutes.
/// </summary>
/// <remarks>Thread-safe: shared between the stream, which changes items, and the check.</remarks>
internal sealed class RowAudit
{
    /// <summary>The number of rows that a check reads.</summary>
    public const int Rows = 100;

    private static readonly DataKind[] Kinds = [DataKind.Features, DataKind.Segments];

    private readonly Lock _lock = new();

    // In the order of DynamoDB's rows.
    private readonly Dictionary<DataKind, SortedSet<string>> _expected = Kinds.ToDictionary(
        kind => kind, _ => new SortedSet<string>(Utf8Order.Instance));

    private readonly HashSet<ItemName> _refilled = [];
    private int _kind;
    private string _after = "";

    /// <summary>A kind that should have rows; null: none.</summary>
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

    /// <summary>Sets the expected rows after the table was made equal to a source.</summary>
    /// <param name="data">The data of the source.</param>
    /// <param name="refused">Its items that are not in the table.</param>
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

    /// <summary>Removes expected rows that the table is about to lose, so that a check meanwhile does not report them.</summary>
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

    /// <summary>Updates the expected rows after a change of one item.</summary>
    public void Changed(DataKind kind, string key, bool isThere)
    {
        lock (_lock)
        {
            _ = isThere ? _expected[kind].Add(key) : _expected[kind].Remove(key);
        }
    }

    /// <summary>Starts the next check.</summary>
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

    /// <summary>Compares a part of the table with the expected rows.</summary>
    /// <param name="round">The result of <see cref="Next"/>, from before the table was read: rows added since are not expected yet.</param>
    /// <param name="slice">The rows that were read.</param>
    /// <returns>The missing rows. A row that was missing before, and was not restored by filling the table again, is not reported twice in
    /// a row.</returns>
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

    /// <summary>One check.</summary>
    /// <param name="Kind">The kind to check.</param>
    /// <param name="After">The key to start after; empty for the first rows.</param>
    /// <param name="Expected">The keys of the expected rows, the next <see cref="Rows"/> at most.</param>
    public sealed record Round(DataKind Kind, string After, IReadOnlyList<string> Expected);
}
