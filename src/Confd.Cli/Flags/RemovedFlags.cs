using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Cli.Flags;

/// <summary>The items of a table that a new set lacks: writing the set removes them.</summary>
internal sealed class RemovedFlags
{
    private const int MaxNamed = 10;

    private readonly int _storedFlags;
    private readonly int _storedSegments;

    private RemovedFlags((IReadOnlyList<string> Gone, int Stored) flags, (IReadOnlyList<string> Gone, int Stored) segments)
    {
        (Flags, _storedFlags) = flags;
        (Segments, _storedSegments) = segments;
    }

    /// <summary>Keys in ordinal order.</summary>
    public IReadOnlyList<string> Flags { get; }

    /// <summary>Keys in ordinal order.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The number of flags and segments in the table, archived ones included; tombstones do not count.</summary>
    public int Stored => _storedFlags + _storedSegments;

    public int Count => Flags.Count + Segments.Count;

    public static async Task<RemovedFlags> FindAsync(IFlagStore store, FlagDataSet data, CancellationToken cancellationToken)
    {
        var flags = await FindAsync(store, data, DataKind.Features, cancellationToken);
        return new RemovedFlags(flags, await FindAsync(store, data, DataKind.Segments, cancellationToken));
    }

    /// <summary>For a table that does not exist yet.</summary>
    public static RemovedFlags None { get; } = new(([], 0), ([], 0));

    /// <summary>Describes a removal of most of many items, as in <c>39 of 40 flags</c>, by the rule of a sync; null where it is
    /// plausible.</summary>
    public string? FindExcess() =>
        Excess(Flags.Count, _storedFlags, "flags")
        ?? Excess(Segments.Count, _storedSegments, "segments")
        ?? Excess(Count, Stored, "flags and segments");

    /// <summary>The number of items of a kind in a set; tombstones do not count.</summary>
    public static int CountLive(FlagDataSet data, DataKind kind) =>
        data.Kinds.TryGetValue(kind, out var items) ? items.Values.Count(item => !item.IsDeleted) : 0;

    /// <summary>Prints a line for each kind with removed items: <c>removed 2 flags: a, b</c>.</summary>
    public async Task WriteTextAsync(ParseResult arguments, string verb)
    {
        foreach (var (noun, keys) in new[] { ("flag", Flags), ("segment", Segments) })
        {
            if (keys.Count > 0)
            {
                var names = Excerpt.Of([.. keys.Select(ToolOutput.Name)], MaxNamed);
                await ToolOutput.WriteLineAsync(arguments, $"{verb} {ToolOutput.Count(keys.Count, noun)}: {names}");
            }
        }
    }

    /// <summary>Writes <c>"removed":{"flags":[…],"segments":[…]}</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("removed");
        foreach (var (name, keys) in new[] { ("flags", Flags), ("segments", Segments) })
        {
            json.WriteStartArray(name);
            foreach (var key in keys)
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string? Excess(int removed, int stored, string what) =>
        new RemovalShare(stored, removed).IsMostOfMany ? $"{removed} of {stored} {what}" : null;

    private static async Task<(IReadOnlyList<string> Gone, int Stored)> FindAsync(
        IFlagStore store, FlagDataSet data, DataKind kind, CancellationToken cancellationToken)
    {
        var items = data.Kinds.GetValueOrDefault(kind);
        var stored = (await store.GetAllAsync(kind, cancellationToken))
            .Where(item => FlagDocument.IsAnythingLeft(kind, item.Key, item.Value)).ToList();
        var gone = stored
            .Where(item => IsGone(kind, item.Key, item.Value, items?.GetValueOrDefault(item.Key)))
            .Select(item => item.Key).Order(StringComparer.Ordinal).ToList();
        return (gone, stored.Count);
    }

    // An item that is archived only in the set is removed for every program.
    private static bool IsGone(DataKind kind, string key, VersionedItem stored, VersionedItem? replacement) =>
        replacement is not { } item || (item.IsDeleted && (!stored.IsDeleted || !FlagDocument.IsAnythingLeft(kind, key, item)));
}
