using Confd.Shared;

namespace Confd.Flags.Sync;

/// <summary>The times of a <see cref="FlagSync"/>, and what it may do.</summary>
public sealed record FlagSyncOptions : FlagFillOptions
{
    /// <summary>After which time the table is compared again with everything, even if the source says that nothing has changed.</summary>
    /// <value>1 hour.</value>
    public TimeSpan FullInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the table's mark is looked at: a table that lost its rows, or was made anew, is filled again.</summary>
    /// <value>1 minute.</value>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the source may be away before that counts as a problem, where the table was equal to it before.</summary>
    /// <value>1 minute.</value>
    public TimeSpan ReconnectTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a write that is under way may take to finish after a stop was asked for.</summary>
    /// <value>1.5 seconds.</value>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Counts; null: nothing is counted.</summary>
    public FlagSyncMetrics? Metrics { get; init; }

    internal override void Validate()
    {
        base.Validate();
        var check = new OptionCheck(nameof(FlagSyncOptions));
        check.RequireTime(FullInterval, nameof(FullInterval));
        check.RequireTime(LookInterval, nameof(LookInterval));
        check.RequireTime(ReconnectTime, nameof(ReconnectTime), orZero: true);
        check.RequireTimer(StopTime, nameof(StopTime), orZero: true);
    }
}
