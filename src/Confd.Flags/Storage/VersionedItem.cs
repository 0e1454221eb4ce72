namespace Confd.Flags.Storage;

/// <summary>A flag or a segment in a store: a version and bytes that the store does not interpret.</summary>
/// <remarks>
/// A deleted item stays in the store as a tombstone, so that a late write of a lower version is rejected. Immutable; the content is not
/// copied, so its owner must not change it afterwards.
/// </remarks>
public sealed class VersionedItem
{
    /// <summary>Creates an item that is not deleted.</summary>
    /// <param name="version">Increases with each change; compared with the stored version on every upsert.</param>
    /// <param name="content">The item, UTF-8; for LaunchDarkly's kinds one JSON object.</param>
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

    /// <summary>True for an item that a store has and cannot read. It never replaces one that was read, and is never written.</summary>
    public bool IsUnreadable { get; }

    /// <summary>The item, UTF-8. A tombstone's content depends on its writer and is often empty: do not rely on it.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>True if the other item has the same version and bytes.</summary>
    internal bool IsSame(VersionedItem other) =>
        Version == other.Version && IsDeleted == other.IsDeleted && IsUnreadable == other.IsUnreadable
        && Content.Span.SequenceEqual(other.Content.Span);

    /// <summary>Creates a placeholder for an item that a store has and cannot read.</summary>
    /// <param name="version">Its version, where that can be read; otherwise 0.</param>
    public static VersionedItem Unreadable(long version) =>
        new(version, ReadOnlyMemory<byte>.Empty, isDeleted: false, isUnreadable: true);

    /// <summary>Creates a tombstone; the store chooses how it is written.</summary>
    public static VersionedItem Tombstone(long version) => new(version, ReadOnlyMemory<byte>.Empty, isDeleted: true);

    /// <summary>Creates a tombstone with the exact bytes to store.</summary>
    public static VersionedItem Tombstone(long version, ReadOnlyMemory<byte> content) => new(version, content, isDeleted: true);
}
