using System.Globalization;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Reading;

/// <summary>Reads all items that lookup keys may need, with as few requests and read units as the table allows.</summary>
/// <remarks>
/// New keys are read exactly (BatchGetItem). A key without an item is a prefix: it is read by one Scan, or by Queries in a partitioned
/// table, and remembered. A Scan costs the whole table whatever it selects, so as soon as one prefix is known the same Scan covers every
/// key.
/// </remarks>
internal sealed partial class TableReader(DynamoTable table, TableShape shape, KeyValueTableOptions options, long tableBytes)
{
    // A caller with an unlimited number of keys must not fill the memory: a key that is forgotten is read exactly once more.
    private const int MaxKnownPrefixes = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _knownPrefixes = new(StringComparer.Ordinal);
    private readonly ExactReads _exact = new(table, shape, options);
    private readonly PrefixScan _scan = new(table, shape, options, tableBytes);
    private readonly PrefixQueries _queries = new(table, shape, options);

    public async Task<KeyItemSet> ReadAsync(IReadOnlyList<string> lookupKeys, bool isConsistent, CancellationToken cancellationToken)
    {
        lookupKeys = [.. lookupKeys.Where(key => !ItemSize.IsImpossibleKey(shape, key))];
        if (lookupKeys.Count == 0)
        {
            return KeyItemSet.Empty;
        }

        var started = options.Clock.GetTimestamp();
        var unitsBefore = table.ReadUnits;
        var budget = CreateBudget();
        var (exact, prefixes) = Plan(lookupKeys);
        var items = await _exact.ReadAsync(exact, isConsistent, budget, cancellationToken).ConfigureAwait(false);
        var found = items.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
        prefixes.AddRange(exact.Where(key => !found.Contains(key)));
        if (prefixes.Count > 0)
        {
            // Usually the larger part, and often all of it: it is not copied.
            var below = await ReadCoverAsync(prefixes, isConsistent, budget, cancellationToken).ConfigureAwait(false);
            below.AddRange(items);
            items = below;
        }

        var set = KeyItemSet.Create(items);
        Remember(lookupKeys, set);
        LogRead(
            options.Logger,
            table.Name,
            exact.Count,
            prefixes.Count,
            set.Count,
            table.ReadUnits - unitsBefore,
            (long)options.Clock.GetElapsedTime(started).TotalMilliseconds);
        return set;
    }

    /// <summary>Reads items by their exact keys, strongly consistent, without remembering anything.</summary>
    public Task<List<KeyItem>> ReadExactAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        _exact.ReadAsync(keys, isConsistent: true, CreateBudget(), cancellationToken);

    /// <summary>Reads items that begin with the prefixes, without reading exact keys first and without remembering anything.</summary>
    public async Task<KeyItemSet> ReadPrefixesAsync(
        IReadOnlyList<string> prefixes, bool isConsistent, CancellationToken cancellationToken) =>
        KeyItemSet.Create(await ReadCoverAsync(prefixes, isConsistent, CreateBudget(), cancellationToken).ConfigureAwait(false));

    private ByteBudget CreateBudget() => new(
        options.MaxReadingBytes,
        bound => new DynamoDbException(
            DynamoDbFailure.ReadingTooLarge,
            string.Create(CultureInfo.InvariantCulture, $"what is read from table {table.Name} takes more than {bound} bytes of memory"))
        {
            Table = table.Name,
        });

    private Task<List<KeyItem>> ReadCoverAsync(
        IReadOnlyList<string> prefixes, bool isConsistent, ByteBudget budget, CancellationToken cancellationToken)
    {
        var cover = new KeyCover(prefixes);
        return shape.PartitionAttribute is null
            ? _scan.ReadAsync(cover, isConsistent, budget, cancellationToken)
            : _queries.ReadAsync(cover, isConsistent, budget, cancellationToken);
    }

    private (List<string> Exact, List<string> Prefixes) Plan(IReadOnlyList<string> lookupKeys)
    {
        if (shape.IndexName is not null)
        {
            // BatchGetItem reads tables only.
            return ([], [.. lookupKeys]);
        }

        lock (_lock)
        {
            var prefixes = lookupKeys.Where(_knownPrefixes.Contains).ToList();
            return prefixes.Count > 0 && shape.PartitionAttribute is null
                ? ([], [.. lookupKeys])
                : ([.. lookupKeys.Where(key => !_knownPrefixes.Contains(key))], prefixes);
        }
    }

    private void Remember(IReadOnlyList<string> lookupKeys, KeyItemSet set)
    {
        lock (_lock)
        {
            if (_knownPrefixes.Count > MaxKnownPrefixes)
            {
                _knownPrefixes.Clear();
            }

            foreach (var key in lookupKeys)
            {
                if (set.TryGet(key, out _))
                {
                    _knownPrefixes.Remove(key);
                }
                else
                {
                    _knownPrefixes.Add(key);
                }
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Read a DynamoDB table "
            + "[{table}: {exact_keys} keys, {prefixes} prefixes, {items} items, {read_units} read units, {duration_ms} ms]")]
    private static partial void LogRead(
        ILogger logger, string table, int exact_keys, int prefixes, int items, double read_units, long duration_ms);
}
