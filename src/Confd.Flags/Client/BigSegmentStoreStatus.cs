namespace Confd.Flags.Client;

/// <summary>How the store of big segments is doing.</summary>
/// <param name="IsAvailable">True if it could be read last time; false as well where there is none.</param>
/// <param name="IsStale">True if its lists were not brought up to date for <see cref="FlagClientOptions.BigSegmentsStaleAfter"/>.</param>
public readonly record struct BigSegmentStoreStatus(bool IsAvailable, bool IsStale);
