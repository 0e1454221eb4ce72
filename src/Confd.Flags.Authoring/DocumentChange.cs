using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>One flag or segment as it was and as it is to be.</summary>
/// <param name="Before">What was seen; null: nothing is stored under the key.</param>
/// <param name="After">What is to be written, with the next version; a deleted one becomes a tombstone.</param>
public sealed record DocumentChange(FlagDocument? Before, FlagDocument After)
{
    /// <summary>Flags or segments.</summary>
    public DataKind Kind => After.Kind;

    /// <summary>The key.</summary>
    public string Key => After.Key;

    /// <summary>What the change does, in words.</summary>
    public IReadOnlyList<MeaningLine> Meaning => MeaningDiff.Of(Before, After);
}
