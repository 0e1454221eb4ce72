using System.Collections.Immutable;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>One reading of a store, prepared for evaluation. Immutable; all evaluations of a moment use the same one.</summary>
public sealed partial class FlagSnapshot
{
    private readonly Dictionary<ItemName, (VersionedItem Item, object? Prepared)> _items;

    private FlagSnapshot(
        Dictionary<ItemName, (
            VersionedItem Item, object? Prepared)> items, DateTimeOffset readAt, Func<string, BigSegmentAnswer>? bigSegments)
    {
        ReadAt = readAt;
        _items = items;
        Flags = new FlagSet(
            items.Values.Select(entry => entry.Prepared).OfType<FeatureFlag>(),
            items.Values.Select(entry => entry.Prepared).OfType<Segment>());
        Evaluator = Flags.CreateEvaluator(bigSegments);
    }

    /// <summary>When the reading ended.</summary>
    public DateTimeOffset ReadAt { get; }

    /// <summary>The flags and segments that could be read.</summary>
    public FlagSet Flags { get; }

    /// <summary>Evaluates over them.</summary>
    public Evaluator Evaluator { get; }

    /// <summary>The item as it is stored, a tombstone too; null if the store had none. One and the same object as in the snapshot before
    /// means that it did not change.</summary>
    public VersionedItem? FindItem(DataKind kind, string key) =>
        _items.TryGetValue(new ItemName(kind, key), out var entry) ? entry.Item : null;

    /// <summary>The items of a kind as they are stored, tombstones and what cannot be read included.</summary>
    public IEnumerable<KeyValuePair<string, VersionedItem>> ItemsOf(DataKind kind) =>
        _items.Where(entry => entry.Key.Kind == kind).Select(entry => KeyValuePair.Create(entry.Key.Key, entry.Value.Item));

    /// <summary>Prepares a reading; items that did not change since the reading before are taken over, and those that cannot be read any
    /// more.</summary>
    internal static FlagSnapshot Create(
        StoredItems stored, DateTimeOffset readAt, FlagSnapshot? before, Func<string, BigSegmentAnswer>? bigSegments, ILogger logger)
    {
        var items = new Dictionary<ItemName, (VersionedItem, object?)>(stored.Flags.Count + stored.Segments.Count);
        var kept = new Queue<ItemName>();
        foreach (var (key, item) in stored.Flags)
        {
            Add(new ItemName(DataKind.Features, key), item, ParseFlag);
        }

        foreach (var (key, item) in stored.Segments)
        {
            Add(new ItemName(DataKind.Segments, key), item, ParseSegment);
        }

        // A reading of certain flags did not ask for what these refer to.
        while (kept.TryDequeue(out var name))
        {
            foreach (var reference in ReferencesOf(items[name].Item2))
            {
                if (before!._items.TryGetValue(reference, out var held) && items.TryAdd(reference, held))
                {
                    kept.Enqueue(reference);
                }
            }
        }

        return new FlagSnapshot(items, readAt, bigSegments);

        void Add<T>(ItemName name, VersionedItem item, Func<ItemName, VersionedItem, T> parse)
            where T : class
        {
            if (item.IsUnreadable && before is not null && before._items.TryGetValue(name, out var held))
            {
                items.Add(name, held);
                kept.Enqueue(name);
                return;
            }

            items.Add(name, before?.FindUnchanged(name, item) ?? (item, Prepare(name, item, parse, logger)));
        }
    }

    /// <summary>True if the store has the flag, but in a form that cannot be read.</summary>
    public bool IsBroken(string flagKey) =>
        _items.TryGetValue(new ItemName(DataKind.Features, flagKey), out var entry) && entry is { Prepared: null, Item.IsDeleted: false };

    /// <summary>True if an item was added, changed or removed since the reading before.</summary>
    internal bool DiffersFrom(FlagSnapshot before) =>
        _items.Count != before._items.Count || _items.Keys.Any(name => !ReferenceEquals(Find(name), before.Find(name)));

    /// <summary>The keys of the flags that may answer differently than in an earlier reading of the same client.</summary>
    /// <param name="before">The earlier reading.</param>
    public ImmutableArray<string> FindAffectedSince(FlagSnapshot before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var changed = _items.Keys.Union(before._items.Keys)
            .Where(name => !ReferenceEquals(Find(name), before.Find(name)))
            .ToList();
        return changed.Count == 0 ? [] : FlagReferences.FindAffected(Flags, changed);
    }

    // Unchanged items are taken over from the reading before, so one and the same object means no change.
    private VersionedItem? Find(ItemName name) => _items.TryGetValue(name, out var entry) ? entry.Item : null;

    private (VersionedItem Item, object? Prepared)? FindUnchanged(ItemName name, VersionedItem item) =>
        _items.TryGetValue(name, out var known) && known.Item.IsSame(item) ? known : null;

    private static IEnumerable<ItemName> ReferencesOf(object? prepared) => prepared switch
    {
        FeatureFlag flag => FlagReferences.Of(flag),
        Segment segment => FlagReferences.Of(segment),
        _ => [],
    };

    private static FeatureFlag ParseFlag(ItemName name, VersionedItem item)
    {
        var flag = FlagJson.Parse(item.Content.Span, name.Key);
        return flag.Key == name.Key ? flag : flag with { Key = name.Key };
    }

    private static Segment ParseSegment(ItemName name, VersionedItem item)
    {
        var segment = SegmentJson.Parse(item.Content.Span, name.Key);
        return segment.Key == name.Key ? segment : segment with { Key = name.Key };
    }

    private static T? Prepare<T>(ItemName name, VersionedItem item, Func<ItemName, VersionedItem, T> parse, ILogger logger)
        where T : class
    {
        try
        {
            return item.IsDeleted || item.IsUnreadable ? null : parse(name, item);
        }
        catch (FlagFormatException problem)
        {
            LogBroken(logger, name.Key, name.Kind.Name, problem.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Key}' in '{Kind}' cannot be read and is left out: {Problem}")]
    private static partial void LogBroken(ILogger logger, string key, string kind, string problem);
}
