using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Model;

/// <summary>Contexts that belong to a segment because they match all clauses, or a share of them.</summary>
public sealed class SegmentRule
{
    /// <summary>Creates a rule.</summary>
    /// <param name="clauses">Conditions that must all hold; without any every context matches.</param>
    /// <param name="weight">The share in 1/100000; null: all.</param>
    /// <param name="rolloutContextKind">The kind of context that is split; null or empty means <c>user</c>.</param>
    /// <param name="bucketBy">
    /// The attribute that is hashed; null or empty means the key. A reference if the kind is given, otherwise a plain name.
    /// </param>
    public SegmentRule(ImmutableArray<Clause> clauses, int? weight = null, string? rolloutContextKind = null, string? bucketBy = null)
    {
        Clauses = clauses;
        Weight = weight;
        RolloutContextKind = rolloutContextKind;
        BucketBy = bucketBy;
        BucketAttribute = string.IsNullOrEmpty(bucketBy) ? AttributeReference.Key : AttributeReference.Beside(rolloutContextKind, bucketBy);
    }

    /// <summary>The rule's identity; null if it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Conditions that must all hold.</summary>
    public ImmutableArray<Clause> Clauses { get; }

    /// <summary>The share in 1/100000; null: all.</summary>
    public int? Weight { get; }

    /// <summary>The kind of context that is split; null or empty means <c>user</c>.</summary>
    public string? RolloutContextKind { get; }

    /// <summary>The attribute that is hashed; null or empty means the key.</summary>
    public string? BucketBy { get; }

    internal AttributeReference BucketAttribute { get; }
}
