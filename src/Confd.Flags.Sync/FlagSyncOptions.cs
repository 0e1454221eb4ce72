using Confd.Shared;

namespace Confd.Flags.Sync;

/// <summary>Options of a <see cref="FlagSync"/>: intervals, and which changes it may make.</summary>
public sealed record FlagSyncOptions : FlagFillOptions
{
    /// <summary>The interval after which the whole table is compared again, even if the source reports no change.</summary>
    /// <value>1 hour.</value>
    public TimeSpan FullInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The interval of checks of the table: one that lost its rows, or was created again, is filled again.</summary>
    /// <value>1 minute.</value>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the source may be unavailable before that counts as a problem, where the table was equal to it before.</summary>
    /// <value>1 minute.</value>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a write in progress may take to complete after cancellation.</summary>
    /// <value>1.5 seconds.</value>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Metrics; null: none.</summary>
    public FlagSyncMetrics? Metrics { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        var check = new OptionCheck(nameof(FlagSyncOptions));
        check.RequireTime(FullInterval, nameof(FullInterval));
        check.RequireTime(ProbeInterval, nameof(ProbeInterval));
        check.RequireTime(ReconnectTimeout, nameof(ReconnectTimeout), orZero: true);
        check.RequireTimer(StopTimeout, nameof(StopTimeout), orZero: true);
    }
}
