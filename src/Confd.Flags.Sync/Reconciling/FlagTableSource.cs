using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>Which source a sync fills a table, or a prefix of it, from.</summary>
/// <param name="Id">Tells SDK keys apart: see <see cref="SyncOrigin"/>. Holds no secret.</param>
/// <param name="Name">What people call it, such as the service's address.</param>
/// <param name="SyncedOn">When a sync last made the table equal to it, to the millisecond; null: not yet.</param>
public sealed record FlagTableSource(string Id, string Name, DateTimeOffset? SyncedOn)
{
    /// <summary>The environment's id, and its filter, as the service told it: see <see cref="SyncOrigin.Environment"/>; null where it did
    /// not, or where an earlier version wrote the row.</summary>
    public string? Environment { get; init; }

    /// <summary>True where an origin is this source: by the environment where it is known of both, else by the SDK key.</summary>
    public bool IsOf(SyncOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return Environment is { } mine && origin.Environment is { } its ? mine == its : Id == origin.Id;
    }
}
