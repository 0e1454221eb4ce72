namespace Confd.Flags.Sync;

/// <summary>The state of a <see cref="FlagSync"/>. Immutable: a snapshot of the time when it was read.</summary>
/// <param name="LastSyncOn">When the table was last known to be equal to the source; null: not yet.</param>
/// <param name="Problem">The current problem; null: none.</param>
public sealed record FlagSyncState(DateTimeOffset? LastSyncOn, string? Problem)
{
    /// <summary>True where the table has been equal to the source once, has been checked since, and there is no problem.</summary>
    public bool IsHealthy => LastSyncOn is not null && Problem is null;

    /// <summary>Describes the source's last data that was not applied, as it would remove too much; null: none.</summary>
    public string? Refusal { get; init; }
}
