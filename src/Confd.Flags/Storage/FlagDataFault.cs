namespace Confd.Flags.Storage;

/// <summary>A flag or segment that was skipped because it is invalid in itself.</summary>
/// <param name="Kind">The kind it is listed under.</param>
/// <param name="Key">The key it is listed under; may be empty.</param>
/// <param name="Problem">The problem, without the position and without the item's content.</param>
public sealed record FlagDataFault(DataKind Kind, string Key, string Problem);
