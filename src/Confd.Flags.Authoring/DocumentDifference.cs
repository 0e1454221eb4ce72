using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>A flag or segment that differs between two environments.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The key.</param>
/// <param name="One">Its state in the first environment; null: it is missing there.</param>
/// <param name="Other">Its state in the second environment; null: it is missing there.</param>
public sealed record DocumentDifference(DataKind Kind, string Key, FlagDocument? One, FlagDocument? Other)
{
    /// <summary>The differences of the second from the first, in words.</summary>
    public IReadOnlyList<MeaningLine> Meaning => [.. MeaningDiff.Of(One, Other).Where(line => line.Subject != FieldNames.Salt)];
}
