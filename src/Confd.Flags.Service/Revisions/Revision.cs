using System.IO.Compression;
using System.IO.Hashing;
using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Service.Revisions;

/// <summary>One state of an environment, or of the part that a filter selects, prepared for responses. Immutable for its users: parts that
/// are created on demand are created once and shared.</summary>
internal sealed class Revision
{
    private readonly Dictionary<string, ServedFlag> _flags;
    private readonly HashSet<string>? _selected;
    private readonly RetryingLazy<byte[]> _data;
    private readonly RetryingLazy<byte[]> _compressedData;
    private readonly RetryingLazy<string> _dataTag;
    private readonly RetryingLazy<byte[]> _flagsData;
    private readonly RetryingLazy<string> _id;

    /// <summary>Prepares a reading.</summary>
    /// <param name="snapshot">The reading.</param>
    /// <param name="before">The revision before, from which flags that did not change are taken over.</param>
    /// <param name="selects">Selects flags by key, in addition to their prerequisites; null: all.</param>
    public Revision(FlagSnapshot snapshot, Revision? before, Func<string, bool>? selects = null)
    {
        Snapshot = snapshot;
        _selected = selects is null ? null : Select(selects);
        _flags = Serve(before);
        All = [.. _flags.Values.OrderBy(flag => flag.Flag.Key, StringComparer.Ordinal)];
        _data = new(() => JsonBytes.Of(this, static (writer, revision) => revision.WriteAll(writer)));
        _flagsData = new(() => JsonBytes.Of(this, static (writer, revision) => revision.WriteItems(writer, DataKind.Features)));
        _compressedData = new(() => Gzip.Pack(Data, CompressionLevel.Optimal));
        _dataTag = new(() => TagOf(Data));
        _id = new(CreateId);
    }

    /// <summary>The reading.</summary>
    public FlagSnapshot Snapshot { get; }

    /// <summary>All flags, by key in ordinal order.</summary>
    public IReadOnlyList<ServedFlag> All { get; }

    /// <summary>Identifies the state, equal in all processes that have read the same.</summary>
    public string Id => _id.Value;

    /// <summary>The data for server-side SDKs, <c>{"flags":{…},"segments":{…}}</c>, without tombstones.</summary>
    public byte[] Data => _data.Value;

    /// <summary>The flags only, <c>{"key":{…},…}</c>.</summary>
    public byte[] FlagsData => _flagsData.Value;

    /// <summary>All data, in gzip.</summary>
    public byte[] CompressedData => _compressedData.Value;

    /// <summary>The entity tag of the data.</summary>
    public string DataTag => _dataTag.Value;

    /// <summary>The entity tag of a text: weak, as proxies that compress drop strong ones.</summary>
    public static string TagOf(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(text, hash);
        return $"W/\"{Convert.ToHexStringLower(hash)}\"";
    }

    /// <summary>The flag with that key, or null.</summary>
    public ServedFlag? Find(string key) => _flags.GetValueOrDefault(key);

    /// <summary>True if an item is part of this revision.</summary>
    public bool Selects(DataKind kind, string key) => kind != DataKind.Features || _selected is null || _selected.Contains(key);

    /// <summary>True if the flag is visible to clients with that visibility.</summary>
    public static bool IsVisible(ServedFlag flag, FlagVisibility visibility) => visibility switch
    {
        FlagVisibility.EnvironmentId => flag.IsVisibleByEnvironmentId,
        FlagVisibility.MobileKey => flag.IsVisibleByMobileKey,
        _ => true,
    };

    /// <summary>Writes the items of a kind, <c>{"key":{…},…}</c>, in the order of their keys.</summary>
    public void WriteItems(Utf8JsonWriter writer, DataKind kind)
    {
        writer.WriteStartObject();
        var selected = Snapshot.ItemsOf(kind).Where(item => Selects(kind, item.Key));
        foreach (var (key, item) in selected.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            if (ItemJson.Find(Snapshot, kind, key, item) is { } json)
            {
                writer.WritePropertyName(key);
                writer.WriteRawValue(json.Span, skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
    }

    // Not in the constructor: closures of parts that are created on demand would capture the revision before, and so keep all of them
    // alive.
    private Dictionary<string, ServedFlag> Serve(Revision? before) =>
        Snapshot.Flags.Flags.Values
            .Where(flag => !flag.IsDeleted && Selects(DataKind.Features, flag.Key))
            .ToDictionary(
                flag => flag.Key,
                flag => before?.Find(flag.Key) is { } known && ReferenceEquals(known.Flag, flag) ? known : new ServedFlag(flag),
                StringComparer.Ordinal);

    private HashSet<string> Select(Func<string, bool> selects)
    {
        var selected = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Snapshot.Flags.Flags.Keys.Where(selects));
        while (open.TryPop(out var key))
        {
            if (selected.Add(key) && Snapshot.Flags.Flags.TryGetValue(key, out var flag))
            {
                foreach (var prerequisite in flag.Prerequisites)
                {
                    open.Push(prerequisite.Key);
                }
            }
        }

        return selected;
    }

    private void WriteAll(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("flags"u8);
        WriteItems(writer, DataKind.Features);
        writer.WritePropertyName("segments"u8);
        WriteItems(writer, DataKind.Segments);
        writer.WriteEndObject();
    }

    // A sum over the served items, so that their order does not matter. Items that cannot be read are left out: some processes have been
    // notified of such an item and others have not, and their ids must be equal.
    private string CreateId()
    {
        ulong sum = 0;
        foreach (var kind in DataKind.All)
        {
            foreach (var (key, item) in Snapshot.ItemsOf(kind).Where(item => Selects(kind, item.Key)))
            {
                if (ItemJson.FindVersion(Snapshot, kind, key) is null)
                {
                    continue;
                }

                var seed = XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes($"{kind.Name}/{key}"));
                sum += XxHash3.HashToUInt64(item.Content.Span, unchecked((long)seed));
            }
        }

        return $"{sum:x16}";
    }
}
