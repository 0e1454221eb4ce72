using System.Collections.Immutable;

namespace Confd.Flags.Model;

/// <summary>A named group of contexts that clauses refer to. Immutable and thread-safe.</summary>
public sealed record Segment
{
    /// <summary>The segment's key; compared by ordinal.</summary>
    public required string Key { get; init; }

    /// <summary>Increases with each change.</summary>
    public long Version { get; init; }

    /// <summary>True for a tombstone: the segment counts as missing.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Hashed into weighted rules.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Keys of users that are included.</summary>
    public KeySet Included { get; init; } = KeySet.Empty;

    /// <summary>Keys of users that are excluded, unless they are included.</summary>
    public KeySet Excluded { get; init; } = KeySet.Empty;

    /// <summary>Keys of other kinds of contexts that are included.</summary>
    public ImmutableArray<SegmentTarget> IncludedContexts { get; init; } = [];

    /// <summary>Keys of other kinds of contexts that are excluded, unless they are included.</summary>
    public ImmutableArray<SegmentTarget> ExcludedContexts { get; init; } = [];

    /// <summary>A context that matches any of these rules is included, unless named above.</summary>
    public ImmutableArray<SegmentRule> Rules { get; init; } = [];

    /// <summary>True for a big segment: its members are in a separate store, and the lists above are ignored.</summary>
    public bool IsUnbounded { get; init; }

    /// <summary>The kind of context whose keys a big segment's store has; null or empty means <c>user</c>.</summary>
    public string? UnboundedContextKind { get; init; }

    /// <summary>The generation of a big segment's membership to use; null: membership cannot be looked up.</summary>
    public long? Generation { get; init; }
}
