using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>A write of one flag or segment that replaces the state its author has read.</summary>
/// <param name="Kind"><see cref="DataKind.Features"/> or <see cref="DataKind.Segments"/>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Item">The item to write; its version is the read one's plus one.</param>
/// <param name="SeenVersion">The version that must still be stored; null: nothing may be stored under the key.</param>
/// <param name="Author">The author of the write.</param>
public sealed record FlagDocumentWrite(DataKind Kind, string Key, VersionedItem Item, long? SeenVersion, FlagAuthor Author);
