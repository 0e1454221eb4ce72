using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>A flag or segment that two environments do not have alike.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The key.</param>
/// <param name="One">As the one has it; null: it has none.</param>
/// <param name="Other">As the other has it; null: it has none.</param>
public sealed record DocumentDifference(DataKind Kind, string Key, FlagDocument? One, FlagDocument? Other)
{
    /// <summary>What is otherwise in the other, in words.</summary>
    public IReadOnlyList<MeaningLine> Meaning => [.. MeaningDiff.Of(One, Other).Where(line => line.Place != FieldNames.Salt)];
}
