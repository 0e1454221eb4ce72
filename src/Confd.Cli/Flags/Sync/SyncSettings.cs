using Confd.Flags.DynamoDb;
using Confd.Flags.Sync;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Cli.Flags.Sync;

/// <summary>The settings of <c>confd flags sync</c>. A class: a record would print its secrets.</summary>
internal sealed class SyncSettings
{
    private static readonly TimeSpan SafetyNet = TimeSpan.FromHours(1);
    private static readonly TimeSpan Polling = TimeSpan.FromSeconds(30);

    public required string Table { get; init; }

    public required DynamoFlagStoreOptions Store { get; init; }

    public required bool CreatesTable { get; init; }

    public required bool IsOnce { get; init; }

    public required bool Polls { get; init; }

    public required TimeSpan? PollInterval { get; init; }

    /// <summary>The file the flags come from; null: LaunchDarkly.</summary>
    public required string? File { get; init; }

    public required string? SdkKey { get; init; }

    public required Uri? BaseUri { get; init; }

    public required Uri? StreamUri { get; init; }

    public required string? Filter { get; init; }

    public required string? WebhookAddress { get; init; }

    public required byte[]? WebhookSecret { get; init; }

    public required DaemonSettings Daemon { get; init; }

    /// <summary>Also apply changes that remove everything, or most.</summary>
    public required bool AllowsEmpty { get; init; }

    /// <summary>Take the table over from another source.</summary>
    public required bool TakesOver { get; init; }

    /// <summary>The age at which tombstones are removed; null: the library's default; zero: never.</summary>
    public required TimeSpan? TombstoneAge { get; init; }

    /// <summary>The interval in effect: with webhooks, polling is only a safety net.</summary>
    public TimeSpan Interval => PollInterval ?? (WebhookAddress is not null && !Polls ? SafetyNet : Polling);

    /// <summary>The options of the sync.</summary>
    public FlagSyncOptions Sync()
    {
        var options = new FlagSyncOptions { PollInterval = Interval, AllowEmpty = AllowsEmpty, TakeOver = TakesOver };
        return TombstoneAge is { } age ? options with { TombstoneAge = age == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : age } : options;
    }

    /// <summary>The options of the service to read from.</summary>
    public LaunchDarklyOptions Service()
    {
        var options = new LaunchDarklyOptions { SdkKey = SdkKey ?? "", Filter = Filter };
        options = BaseUri is null ? options : options with { BaseUri = BaseUri };

        // A relay has one address for both.
        return (StreamUri ?? BaseUri) is { } stream ? options with { StreamUri = stream } : options;
    }
}
