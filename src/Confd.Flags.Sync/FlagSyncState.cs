namespace Confd.Flags.Sync;

/// <summary>How a <see cref="FlagSync"/> is doing. Immutable: each question has its own answer.</summary>
/// <param name="LastSyncOn">When the table was last known to be equal to the source; null: not yet.</param>
/// <param name="Problem">What goes wrong at the moment; null: nothing.</param>
public sealed record FlagSyncState(DateTimeOffset? LastSyncOn, string? Problem)
{
    /// <summary>True where the table has been equal to the source once, has been looked at since, and nothing is wrong now.</summary>
    public bool IsHealthy => LastSyncOn is not null && Problem is null;

    /// <summary>What the source answered last and was not applied, as it would remove too much; null: nothing.</summary>
    public string? Refusal { get; init; }
}
