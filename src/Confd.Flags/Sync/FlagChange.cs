using Confd.Flags.Storage;

namespace Confd.Flags.Sync;

/// <summary>One message of a stream: everything anew, or one item.</summary>
public sealed class FlagChange
{
    private FlagChange(FlagDataSet? all, DataKind kind, string key, VersionedItem? item)
    {
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

    /// <summary>The changed item (<c>patch</c>), a tombstone if it was deleted (<c>delete</c>); null where everything came anew.</summary>
    public VersionedItem? Item { get; }

    /// <summary>Everything anew.</summary>
    public static FlagChange Of(FlagDataSet all) => new(all, default, "", item: null);

    /// <summary>One item.</summary>
    public static FlagChange Of(DataKind kind, string key, VersionedItem item) => new(all: null, kind, key, item);
}
