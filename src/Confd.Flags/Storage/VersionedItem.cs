namespace Confd.Flags.Storage;

/// <summary>A flag or a segment as a store sees it: a version and bytes that the store does not look into.</summary>
/// <remarks>
/// A deleted item stays in the store as a tombstone, so that a late write of a lower version is refused. Immutable; the content is
/// not copied, so its owner must not change it afterwards.
/// </remarks>
public sealed class VersionedItem
{
    /// <summary>Makes an item that is there.</summary>
    /// <param name="version">Grows with each change; compared with the stored version on every upsert.</param>
    /// <param name="content">The item, UTF-8; LaunchDarkly's kinds hold one JSON object.</param>
    public VersionedItem(long version, ReadOnlyMemory<byte> content)
        : this(version, content, isDeleted: false)
    {
    }

    private VersionedItem(long version, ReadOnlyMemory<byte> content, bool isDeleted, bool isUnreadable = false)
    {
        IsUnreadable = isUnreadable;
        Version = version;
        Content = content;
        IsDeleted = isDeleted;
    }

    /// <summary>The version that the store compares.</summary>
    public long Version { get; }

    /// <summary>True for a tombstone.</summary>
    public bool IsDeleted { get; }

    /// <summary>True for an item that a store has and cannot read. It never takes the place of one that was read, and is written
    /// nowhere.</summary>
    public bool IsUnreadable { get; }

    /// <summary>The item, UTF-8. A tombstone's content depends on its writer and is often empty: do not rely on it.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>True if the other one has this one's version, and its bytes.</summary>
    internal bool IsSame(VersionedItem other) =>
        Version == other.Version && IsDeleted == other.IsDeleted && IsUnreadable == other.IsUnreadable
        && Content.Span.SequenceEqual(other.Content.Span);

    /// <summary>Stands for an item that a store has and cannot read.</summary>
    /// <param name="version">Its version, where that can be read; else 0.</param>
    public static VersionedItem Unreadable(long version) =>
        new(version, ReadOnlyMemory<byte>.Empty, isDeleted: false, isUnreadable: true);

    /// <summary>Makes a tombstone; the store chooses how it is written.</summary>
    public static VersionedItem Tombstone(long version) => new(version, ReadOnlyMemory<byte>.Empty, isDeleted: true);

    /// <summary>Makes a tombstone with the exact bytes that its writer wants stored.</summary>
    public static VersionedItem Tombstone(long version, ReadOnlyMemory<byte> content) => new(version, content, isDeleted: true);
}
