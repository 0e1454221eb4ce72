using System.Text.Json;
using Confd.Flags.Text;
using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>What <see cref="FlagDataReader"/> has read so far.</summary>
/// <param name="faults">Receives what is passed over; null: nothing is, what is wrong is thrown.</param>
internal sealed class FlagDataItems(List<FlagDataFault>? faults)
{
    private readonly Dictionary<string, VersionedItem> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VersionedItem> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _prerequisites = new(StringComparer.Ordinal);
    private readonly HashSet<ItemName> _known = [];
    private readonly HashSet<DataKind> _named = [];

    /// <summary>True where an item that is broken in itself does not stop the others.</summary>
    public bool PassesOver => faults is not null;

    /// <summary>True where each item is looked at by itself, as one nests too deep for a reading of all.</summary>
    public bool AreReadAlone { get; init; }

    /// <summary>There is an object for this kind, if only an empty one.</summary>
    public void Name(DataKind kind) => _named.Add(kind);

    /// <summary>Takes a key that comes next.</summary>
    /// <exception cref="JsonException">It is empty, or it came before; then what came before is passed over too: no one knows which of them
    /// counts.</exception>
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

    /// <summary>Adds the flag that always serves a value.</summary>
    public void AddValue(string key, ReadOnlySpan<byte> json) => _flags.Add(key, new VersionedItem(1, FlagWithValue(key, json)));

    /// <summary>Adds an item.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="json">Its object.</param>
    /// <param name="header">What was read of it.</param>
    /// <param name="problem">Why nothing could be read of it; null: it could.</param>
    /// <exception cref="JsonException">The item is broken, and nothing is passed over.</exception>
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

    /// <summary>Notes an item that is not used.</summary>
    public void PassOver(DataKind kind, string key, JsonException exception) =>
        faults?.Add(new FlagDataFault(kind, key, JsonText.Describe(exception)));

    /// <summary>Puts everything in the order in which a store writes it.</summary>
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
            writer.WriteEndObject();
        });
    }
}
