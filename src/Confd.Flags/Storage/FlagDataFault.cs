namespace Confd.Flags.Storage;

/// <summary>A flag or segment that was passed over because it is broken in itself.</summary>
/// <param name="Kind">Where it stands.</param>
/// <param name="Key">The key it stands under; may be empty.</param>
/// <param name="Problem">What is wrong, without the place and without what the item holds.</param>
public sealed record FlagDataFault(DataKind Kind, string Key, string Problem);
