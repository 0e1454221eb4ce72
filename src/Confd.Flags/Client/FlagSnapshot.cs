using System.Collections.Immutable;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>One reading of a store, prepared for evaluation. Immutable; all evaluations at one time use the same one.</summary>
public sealed class FlagSnapshot
{
    // Identifies the reading before, without keeping it alive.
    private readonly object _identity = new();
    private readonly object? _before;
    private readonly IReadOnlyCollection<ItemName> _changed;

    private FlagSnapshot(
        FlagSnapshot? before, SnapshotBuilder built, DateTimeOffset readAt, Func<string, BigSegmentAnswer>? bigSegments)
    {
        ReadAt = readAt;
        _before = before?._identity;
        _changed = before is null ? [] : built.Changed;
        Items = built.Items.ToImmutable();
        References = built.References.ToImmutable();
        Flags = (before?.Flags ?? FlagSet.Empty).With(
            Of<FeatureFlag>(built, DataKind.Features), Of<Segment>(built, DataKind.Segments));
        Evaluator = Flags.CreateEvaluator(bigSegments);
    }

    /// <summary>When the reading ended.</summary>
    public DateTimeOffset ReadAt { get; }

    /// <summary>The flags and segments that could be read.</summary>
    public FlagSet Flags { get; }

    /// <summary>Evaluates over them.</summary>
    public Evaluator Evaluator { get; }

    /// <summary>All items as they were last read.</summary>
    internal ImmutableDictionary<ItemName, HeldItem> Items { get; }

    /// <summary>What items refer to; those that refer to none are not in it.</summary>
    internal ImmutableDictionary<ItemName, ImmutableArray<ItemName>> References { get; }

    /// <summary>The item as it is stored, also a tombstone; null if the store had none. Where what is stored can no longer be read, the
    /// last that could. The same object as in the snapshot before means that it did not change.</summary>
    public VersionedItem? FindItem(DataKind kind, string key) => Find(new ItemName(kind, key));

    /// <summary>The items of a kind, tombstones and what never could be read included.</summary>
    public IEnumerable<KeyValuePair<string, VersionedItem>> ItemsOf(DataKind kind) =>
        Items.Where(entry => entry.Key.Kind == kind).Select(entry => KeyValuePair.Create(entry.Key.Key, entry.Value.Item));

    /// <summary>Prepares a complete reading; items that did not change since the reading before are taken over, and so are those that can
    /// no longer be read.</summary>
    internal static FlagSnapshot Create(
        StoredItems stored, DateTimeOffset readAt, FlagSnapshot? before, Func<string, BigSegmentAnswer>? bigSegments, ILogger logger)
    {
        var built = new SnapshotBuilder(before, logger);
        built.SetAll(stored);
        return new FlagSnapshot(before, built, readAt, bigSegments);
    }

    /// <summary>Prepares the items that changed since the reading before; all others are taken over.</summary>
    internal static FlagSnapshot Create(
        IEnumerable<KeyValuePair<ItemName, VersionedItem?>> changed,
        DateTimeOffset readAt,
        FlagSnapshot before,
        Func<string, BigSegmentAnswer>? bigSegments,
        ILogger logger)
    {
        var built = new SnapshotBuilder(before, logger);
        foreach (var (name, item) in changed)
        {
            built.Set(name, item);
        }

        return new FlagSnapshot(before, built, readAt, bigSegments);
    }

    /// <summary>True if the store has the flag, but in a form that cannot be read, and no earlier one is held.</summary>
    public bool IsBroken(string flagKey) => IsBroken(new ItemName(DataKind.Features, flagKey));

    /// <summary>The first item that cannot be read and is held in no earlier form, among a flag and all that it refers to; null if there is
    /// none.</summary>
    public ItemName? FindBroken(string flagKey)
    {
        ArgumentNullException.ThrowIfNull(flagKey);
        var seen = new HashSet<ItemName>();
        var wanted = new Queue<ItemName>([new ItemName(DataKind.Features, flagKey)]);
        while (wanted.TryDequeue(out var name))
        {
            if (!seen.Add(name))
            {
                continue;
            }

            if (IsBroken(name))
            {
                return name;
            }

            foreach (var reference in References.GetValueOrDefault(name, []))
            {
                wanted.Enqueue(reference);
            }
        }

        return null;
    }

    /// <summary>True if an item was added, changed or removed since the reading before.</summary>
    internal bool DiffersFrom(FlagSnapshot before) => FindChangedSince(before).Any();

    /// <summary>The keys of the flags that may evaluate differently than in an earlier reading of the same client.</summary>
    /// <param name="before">The earlier reading.</param>
    public ImmutableArray<string> FindAffectedSince(FlagSnapshot before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var changed = FindChangedSince(before).ToList();
        return changed.Count == 0 ? [] : FlagReferences.FindAffected(References, changed);
    }

    private static IEnumerable<KeyValuePair<string, T?>> Of<T>(SnapshotBuilder built, DataKind kind)
        where T : class => built.Changed.Where(name => name.Kind == kind)
            .Select(name => KeyValuePair.Create(name.Key, built.Items.GetValueOrDefault(name).Prepared as T));

    // Unchanged items are taken over from the reading before, so the same object means no change.
    private IEnumerable<ItemName> FindChangedSince(FlagSnapshot before) => ReferenceEquals(before._identity, _before)
        ? _changed
        : Items.Keys.Concat(before.Items.Keys.Where(name => !Items.ContainsKey(name)))
            .Where(name => !ReferenceEquals(Find(name), before.Find(name)));

    private bool IsBroken(ItemName name) =>
        Items.TryGetValue(name, out var held) && held is { Prepared: null, Item.IsDeleted: false };

    private VersionedItem? Find(ItemName name) => Items.GetValueOrDefault(name).Item;
}
