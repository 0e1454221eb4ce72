using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>The kind and key of a flag or segment.</summary>
internal readonly record struct ItemName(DataKind Kind, string Key);
