namespace Confd.Extensions.Flags;

/// <summary>The clock of a registered client, for what judges the times that it tells.</summary>
internal sealed record FlagClock(TimeProvider Time);
