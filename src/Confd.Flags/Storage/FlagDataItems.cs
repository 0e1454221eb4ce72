using System.Text.Json;
using Confd.Flags.Text;
using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>The items that <see cref="FlagDataReader"/> has read.</summary>
/// <param name="faults">Receives the skipped items; null: invalid items throw.</param>
internal sealed class FlagDataItems(List<FlagDataFault>? faults)
{
    private readonly Dictionary<string, VersionedItem> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VersionedItem> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _prerequisites = new(StringComparer.Ordinal);
    private readonly HashSet<ItemName> _known = [];
    private readonly HashSet<DataKind> _named = [];

    /// <summary>True where an item that is invalid in itself is skipped.</summary>
    public bool PassesOver => faults is not null;

    /// <summary>True where each item is parsed separately, as one is nested too deeply for reading all in one pass.</summary>
    public bool ReadsItemsSeparately { get; init; }

    /// <summary>Records that there is an object for this kind, even an empty one.</summary>
    public void Name(DataKind kind) => _named.Add(kind);

    /// <summary>Accepts the next key.</summary>
    /// <exception cref="JsonException">It is empty or a duplicate; then the earlier item is skipped too, as either may be the intended
    /// one.</exception>
    public void Require(DataKind kind, string key, string section)
    {
        if (key.Length == 0)
        {
            throw new JsonException($"an empty key in '{section}'");
        }

        if (!_known.Add(new(kind, key)))
        {
            ItemsOf(kind).Remove(key);
            throw new JsonException($"the key '{key}' comes twice");
        }
    }

    /// <summary>Adds a flag that always serves one value.</summary>
    public void AddValue(string key, ReadOnlySpan<byte> json) => _flags.Add(key, new VersionedItem(1, FlagWithValue(key, json)));

    /// <summary>Adds an item.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="json">Its object.</param>
    /// <param name="header">The fields that were read.</param>
    /// <param name="problem">Why they could not be read; null: they could.</param>
    /// <exception cref="JsonException">The item is invalid, and items are not skipped.</exception>
    public void Add(DataKind kind, string key, ReadOnlySpan<byte> json, FlagItemHeader header, JsonException? problem)
    {
        try
        {
            if (problem is not null)
            {
                throw problem;
            }

            ItemsOf(kind).Add(key, FlagItemJson.Read(key, json, header, out var asked));
            if (kind == DataKind.Features)
            {
                _prerequisites[key] = asked;
            }
        }
        catch (JsonException exception) when (PassesOver)
        {
            PassOver(kind, key, exception);
        }
    }

    /// <summary>Records a skipped item.</summary>
    public void PassOver(DataKind kind, string key, JsonException exception) =>
        faults?.Add(new FlagDataFault(kind, key, JsonText.Describe(exception)));

    /// <summary>Orders the items as a store writes them.</summary>
    public FlagDataSet ToDataSet()
    {
        return new FlagDataSet(
            [new KindItems(DataKind.Segments, _segments), .. PrerequisiteOrder.Stages(DataKind.Features, _flags, _prerequisites)])
        {
            PassedOver = faults ?? [],
            Unnamed = [.. DataKind.All.Where(kind => !_named.Contains(kind))],
        };
    }

    private Dictionary<string, VersionedItem> ItemsOf(DataKind kind) => kind == DataKind.Segments ? _segments : _flags;

    private static ReadOnlyMemory<byte> FlagWithValue(string key, ReadOnlySpan<byte> value)
    {
        var compact = CompactJson.Of(value);
        return WrittenJson.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteNumber("version"u8, 1);
            writer.WriteBoolean("on"u8, true);
            writer.WriteStartArray("variations"u8);
            writer.WriteRawValue(compact, skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteStartObject("fallthrough"u8);
            writer.WriteNumber("variation"u8, 0);
            writer.WriteEndObject();
            FlagItemJson.WriteEmptyLists(writer);
            writer.WriteBoolean("deleted"u8, false);
            writer.WriteEndObject();
        });
    }
}
