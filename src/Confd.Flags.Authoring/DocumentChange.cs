using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>A change of one flag or segment: its state before and after.</summary>
/// <param name="Before">The state that was read; null: nothing is stored under the key.</param>
/// <param name="After">The state to write, with the next version; a deleted one becomes a tombstone.</param>
public sealed record DocumentChange(FlagDocument? Before, FlagDocument After)
{
    /// <summary>Flags or segments.</summary>
    public DataKind Kind => After.Kind;

    /// <summary>The key.</summary>
    public string Key => After.Key;

    /// <summary>The effects of the change, in words.</summary>
    public IReadOnlyList<MeaningLine> Meaning => MeaningDiff.Of(Before, After);
}
