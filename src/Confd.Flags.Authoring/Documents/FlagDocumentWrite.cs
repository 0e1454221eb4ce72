using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>One flag or segment that is to take the place of the one that its author has seen.</summary>
/// <param name="Kind"><see cref="DataKind.Features"/> or <see cref="DataKind.Segments"/>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Item">What is written; its version is the seen one's plus one.</param>
/// <param name="SeenVersion">The version that has to be stored still; null: nothing may be stored under the key.</param>
/// <param name="Author">Who writes.</param>
public sealed record FlagDocumentWrite(DataKind Kind, string Key, VersionedItem Item, long? SeenVersion, FlagAuthor Author);
