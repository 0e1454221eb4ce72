namespace Confd.Flags.Storage;

/// <summary>Identifies a flag or segment of an environment.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">Its key.</param>
public readonly record struct ItemName(DataKind Kind, string Key);
