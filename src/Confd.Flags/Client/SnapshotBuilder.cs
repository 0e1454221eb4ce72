using System.Collections.Immutable;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Builds a snapshot from the one before: items that differ are prepared, all others are taken over.</summary>
/// <param name="before">The snapshot before; null: none.</param>
/// <param name="logger">Logs items that cannot be parsed.</param>
internal sealed partial class SnapshotBuilder(FlagSnapshot? before, ILogger logger)
{
    private readonly HashSet<ItemName> _changed = [];

    /// <summary>The items of the new snapshot.</summary>
    public ImmutableDictionary<ItemName, HeldItem>.Builder Items { get; } =
        (before?.Items ?? ImmutableDictionary<ItemName, HeldItem>.Empty).ToBuilder();

    /// <summary>What each item refers to; those that refer to none are not in it.</summary>
    public ImmutableDictionary<ItemName, ImmutableArray<ItemName>>.Builder References { get; } =
        (before?.References ?? ImmutableDictionary<ItemName, ImmutableArray<ItemName>>.Empty).ToBuilder();

    /// <summary>The items that were added, changed or removed.</summary>
    public IReadOnlyCollection<ItemName> Changed => _changed;

    /// <summary>Replaces an item; one that cannot be parsed leaves the last one that could.</summary>
    /// <param name="name">The item.</param>
    /// <param name="item">As it is stored; null: it is gone.</param>
    public void Set(ItemName name, VersionedItem? item)
    {
        var isHeld = Items.TryGetValue(name, out var held);
        if (item is null)
        {
            Remove(name);
        }
        else if (isHeld && held.Item.IsSame(item))
        {
            Refuse(name, held, null);
        }
        else if (isHeld && held.Refused?.IsSame(item) == true)
        {
            // Already reported.
        }
        else if (Prepare(name, item, isHeld && held.Prepared is not null) is var prepared
            && (prepared is not null || item.IsDeleted || held.Prepared is null))
        {
            Items[name] = new HeldItem(item, prepared);
            Refer(name, [.. ItemContent.ReferencesOf(prepared)]);
            _changed.Add(name);
        }
        else
        {
            Refuse(name, held, item);
        }
    }

    /// <summary>Makes the items equal to a complete reading. One of certain flags includes what an item that cannot be parsed referred to
    /// before (<see cref="StoredItemReader"/>).</summary>
    public void SetAll(StoredItems stored)
    {
        foreach (var (key, item) in stored.Flags)
        {
            Set(new ItemName(DataKind.Features, key), item);
        }

        foreach (var (key, item) in stored.Segments)
        {
            Set(new ItemName(DataKind.Segments, key), item);
        }

        var missing = new HashSet<ItemName>();
        if (Items.Count > stored.Flags.Count + stored.Segments.Count)
        {
            missing.UnionWith(Items.Keys.Where(name => !Of(stored, name.Kind).ContainsKey(name.Key)));
        }

        foreach (var name in missing)
        {
            Remove(name);
        }
    }

    private static IReadOnlyDictionary<string, VersionedItem> Of(StoredItems stored, DataKind kind) =>
        kind == DataKind.Features ? stored.Flags : stored.Segments;

    private void Remove(ItemName name)
    {
        if (Items.Remove(name))
        {
            Refer(name, []);
            _changed.Add(name);
        }
    }

    private void Refer(ItemName name, ImmutableArray<ItemName> references)
    {
        if (references.IsEmpty)
        {
            References.Remove(name);
        }
        else
        {
            References[name] = references;
        }
    }

    // Not a change: what is served stays the same. It is noted so that it is parsed and logged once.
    private void Refuse(ItemName name, HeldItem held, VersionedItem? refused)
    {
        if (held.Refused != refused)
        {
            Items[name] = held with { Refused = refused };
        }
    }

    private object? Prepare(ItemName name, VersionedItem item, bool isHeld)
    {
        try
        {
            return ItemContent.Parse(name, item);
        }
        catch (FlagFormatException problem) when (isHeld)
        {
            LogKept(logger, name.Key, name.Kind.Name, problem.Message);
            return null;
        }
        catch (FlagFormatException problem)
        {
            LogBroken(logger, name.Key, name.Kind.Name, problem.Message);
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "'{Key}' in '{Kind}' cannot be read; the last version that could be read is used: {Problem}")]
    private static partial void LogKept(ILogger logger, string key, string kind, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Key}' in '{Kind}' cannot be read and is left out: {Problem}")]
    private static partial void LogBroken(ILogger logger, string key, string kind, string problem);
}
