using Confd.Flags.Storage;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>One message of a stream: everything anew, one item, or one item that is broken in itself.</summary>
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

    /// <summary>All flags and segments there are (<c>put</c>); null for a change of one item.</summary>
    public FlagDataSet? All { get; }

    /// <summary>The changed item's kind.</summary>
    public DataKind Kind { get; }

    /// <summary>The changed item's key; empty where everything came anew.</summary>
    public string Key { get; }

    /// <summary>The changed item (<c>patch</c>), a tombstone if it was deleted (<c>delete</c>); null where everything came anew or the item
    /// is broken.</summary>
    public VersionedItem? Item { get; }

    /// <summary>Why the item cannot be used, and that it should be passed over; null where it can.</summary>
    public FlagDataFault? Fault { get; }

    /// <summary>Everything anew.</summary>
    public static StreamMessage Of(FlagDataSet all) => new(all, default, "", item: null);

    /// <summary>One item that is to be passed over.</summary>
    public static StreamMessage Of(FlagDataFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new(all: null, fault.Kind, fault.Key, item: null, fault);
    }

    /// <summary>One item.</summary>
    public static StreamMessage Of(DataKind kind, string key, VersionedItem item) => new(all: null, kind, key, item);
}
