using System.Collections.Immutable;

namespace Confd.Flags.Model;

/// <summary>A named group of contexts that clauses refer to. Immutable, safe to share.</summary>
public sealed record Segment
{
    /// <summary>The segment's key; compared by ordinal.</summary>
    public required string Key { get; init; }

    /// <summary>Grows with each change.</summary>
    public long Version { get; init; }

    /// <summary>A tombstone: as if the segment were not there.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Hashed into weighted rules.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Keys of users that are in.</summary>
    public KeySet Included { get; init; } = KeySet.Empty;

    /// <summary>Keys of users that are out, unless they are included.</summary>
    public KeySet Excluded { get; init; } = KeySet.Empty;

    /// <summary>Keys of other kinds of contexts that are in.</summary>
    public ImmutableArray<SegmentTarget> IncludedContexts { get; init; } = [];

    /// <summary>Keys of other kinds of contexts that are out, unless they are included.</summary>
    public ImmutableArray<SegmentTarget> ExcludedContexts { get; init; } = [];

    /// <summary>Whoever matches any rule is in, unless named above.</summary>
    public ImmutableArray<SegmentRule> Rules { get; init; } = [];

    /// <summary>A big segment: membership is kept in a store of its own, the lists above are ignored.</summary>
    public bool IsUnbounded { get; init; }

    /// <summary>The kind of context whose keys a big segment's store knows; null or empty means <c>user</c>.</summary>
    public string? UnboundedContextKind { get; init; }

    /// <summary>Which edition of a big segment's membership counts; null: it cannot be asked.</summary>
    public long? Generation { get; init; }
}
