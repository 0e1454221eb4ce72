namespace Confd.GoTemplate.Time;

/// <summary>The time from which another zone of the location is in force.</summary>
/// <param name="When">Seconds since 1970-01-01 00:00 UTC.</param>
/// <param name="Zone">Index into the location's zones.</param>
internal readonly record struct Transition(long When, int Zone);
