namespace Confd.Flags.Model;

/// <summary>The part of a flag that is for analytics and client-side SDKs. It never changes an evaluation's result.</summary>
public sealed record FlagTracking
{
    /// <summary>Nothing is tracked, nothing is visible to clients.</summary>
    public static FlagTracking None { get; } = new();

    /// <summary>Full events for every evaluation.</summary>
    public bool TracksEvents { get; init; }

    /// <summary>Full events for evaluations that end in the fallthrough.</summary>
    public bool TracksFallthrough { get; init; }

    /// <summary>Full events until this time, Unix milliseconds; null: none.</summary>
    public long? DebugEventsUntil { get; init; }

    /// <summary>True to exclude the flag from summary events.</summary>
    public bool IsExcludedFromSummaries { get; init; }

    /// <summary>One event in this number is sent; null: all.</summary>
    public long? SamplingRatio { get; init; }

    /// <summary>For a migration flag: one consistency check in this number is made; null: all, or no migration flag.</summary>
    public long? MigrationCheckRatio { get; init; }

    /// <summary>The older, coarser form of <see cref="ClientSideAvailability"/>.</summary>
    public bool IsClientSide { get; init; }

    /// <summary>Which client-side SDKs may see the flag; null where the data does not specify it.</summary>
    public ClientSideAvailability? ClientSideAvailability { get; init; }
}
