namespace Confd.GoTemplate.Time;

/// <summary>A zone and how long it is in force.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Start">First second, since 1970-01-01 00:00 UTC; <see cref="long.MinValue"/> for "always".</param>
/// <param name="End">First second after it; <see cref="long.MaxValue"/> for "for ever".</param>
internal readonly record struct ZonePeriod(Zone Zone, long Start, long End);
