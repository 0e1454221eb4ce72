using Confd.Flags.Storage;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>One message of a stream: all data, one item, or one item that is invalid in itself.</summary>
public sealed class StreamMessage
{
    private StreamMessage(FlagDataSet? all, DataKind kind, string key, VersionedItem? item, FlagDataFault? fault = null)
    {
        Fault = fault;
        All = all;
        Kind = kind;
        Key = key;
        Item = item;
    }

    /// <summary>All flags and segments (<c>put</c>); null for a change of one item.</summary>
    public FlagDataSet? All { get; }

    /// <summary>The changed item's kind.</summary>
    public DataKind Kind { get; }

    /// <summary>The changed item's key; empty for all data.</summary>
    public string Key { get; }

    /// <summary>The changed item (<c>patch</c>), a tombstone if it was deleted (<c>delete</c>); null for all data, and where the item is
    /// invalid.</summary>
    public VersionedItem? Item { get; }

    /// <summary>Why the item is invalid and must be skipped; null where it is valid.</summary>
    public FlagDataFault? Fault { get; }

    /// <summary>Creates a message with all data.</summary>
    public static StreamMessage Of(FlagDataSet all) => new(all, default, "", item: null);

    /// <summary>Creates a message with one item to skip.</summary>
    public static StreamMessage Of(FlagDataFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new(all: null, fault.Kind, fault.Key, item: null, fault);
    }

    /// <summary>Creates a message with one item.</summary>
    public static StreamMessage Of(DataKind kind, string key, VersionedItem item) => new(all: null, kind, key, item);
}
