using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Time;

/// <summary>A <see cref="GoTime"/> as a template value of type <c>time.Time</c>.</summary>
public sealed class TimeObject : GoObject
{
    // Seconds of Go's packed form with a monotonic reading count from 1885.
    private const long WallOriginSeconds = 59_453_308_800;

    /// <summary>Wraps a time.</summary>
    /// <param name="time">The time.</param>
    /// <param name="local">The zone of the method <c>Local</c>.</param>
    public TimeObject(GoTime time, Location local)
    {
        Time = time;
        Local = local;
    }

    /// <summary>The time.</summary>
    public GoTime Time { get; }

    /// <summary>The machine's zone.</summary>
    public Location Local { get; }

    /// <inheritdoc/>
    public override GoType Type => TimeTypes.Time;

    /// <summary>Go's <c>wall</c>, <c>ext</c> and <c>loc</c>, as its printing shows them.</summary>
    /// <inheritdoc/>
    public override Value Field(int index) => index switch
    {
        0 => Value.FromInteger(GoType.Uint64, Wall),
        1 => Value.FromInteger(GoType.Int64, Time.HasMonotonic ? Time.MonotonicNanoseconds : Time.InternalSeconds),
        _ => Value.FromObject(new LocationObject(ReferenceEquals(Time.Location, Location.Utc) ? null : Time.Location)),
    };

    /// <inheritdoc/>
    public override bool IsEqualTo(GoObject other) => other is TimeObject time && Time == time.Time;

    private long Wall => Time.HasMonotonic
        ? unchecked((long)(1UL << 63) | ((Time.InternalSeconds - WallOriginSeconds) << 30) | (long)Time.Nanosecond)
        : Time.Nanosecond;
}
