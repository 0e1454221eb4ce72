namespace Confd.Flags.Sync.Reconciling;

/// <summary>Which source a sync fills a table, or a prefix of it, from.</summary>
/// <param name="Id">Tells sources apart: see <see cref="LaunchDarkly.SyncOrigin"/>. Holds no secret.</param>
/// <param name="Name">What people call it, such as the service's address.</param>
/// <param name="SyncedOn">When a sync last made the table equal to it, to the millisecond; null: not yet.</param>
public sealed record FlagTableSource(string Id, string Name, DateTimeOffset? SyncedOn);
