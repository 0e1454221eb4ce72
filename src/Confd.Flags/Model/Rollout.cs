using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Model;

/// <summary>Variations by share: each context is assigned to a bucket by a hash of one of its attributes.</summary>
public sealed class Rollout
{
    /// <summary>Creates a rollout.</summary>
    /// <param name="variations">The shares in order; a context past the end gets the last one.</param>
    /// <param name="contextKind">The kind of context that is split; null or empty means <c>user</c>.</param>
    /// <param name="bucketBy">
    /// The attribute that is hashed; null or empty means the key. A reference if <paramref name="contextKind"/> is given, otherwise a plain
    /// name.
    /// </param>
    public Rollout(ImmutableArray<WeightedVariation> variations, string? contextKind = null, string? bucketBy = null)
    {
        Variations = variations;
        ContextKind = contextKind;
        BucketBy = bucketBy;
        BucketAttribute = string.IsNullOrEmpty(bucketBy) ? AttributeReference.Key : AttributeReference.Beside(contextKind, bucketBy);
    }

    /// <summary>Plain rollout or experiment.</summary>
    public RolloutKind Kind { get; init; }

    /// <summary>The kind of context that is split; null or empty means <c>user</c>.</summary>
    public string? ContextKind { get; }

    /// <summary>The attribute that is hashed; null or empty means the key. Experiments always use the key.</summary>
    public string? BucketBy { get; }

    /// <summary>Hashed in place of the flag's key and salt, so that several flags can split alike; null if there is none.</summary>
    public long? Seed { get; init; }

    /// <summary>The shares in order.</summary>
    public ImmutableArray<WeightedVariation> Variations { get; }

    internal AttributeReference BucketAttribute { get; }
}
