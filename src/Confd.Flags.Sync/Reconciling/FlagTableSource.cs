using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The source from which a sync fills a table, or a prefix of it.</summary>
/// <param name="Id">Distinguishes SDK keys: see <see cref="SyncOrigin"/>. Contains no secret.</param>
/// <param name="Name">The name in messages, such as the service's address.</param>
/// <param name="SyncedOn">When a sync last made the table equal to it, to the millisecond; null: not yet.</param>
public sealed record FlagTableSource(string Id, string Name, DateTimeOffset? SyncedOn)
{
    /// <summary>The environment's id, and its filter, from the service: see <see cref="SyncOrigin.Environment"/>; null where it did not
    /// send it, or where an earlier version wrote the row.</summary>
    public string? Environment { get; init; }

    /// <summary>True where an origin is this source: by the environment where both have it, otherwise by the SDK key.</summary>
    public bool IsOf(SyncOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return Environment is { } mine && origin.Environment is { } its ? mine == its : Id == origin.Id;
    }
}
