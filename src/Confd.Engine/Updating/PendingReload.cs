using Confd.Engine.Resources;

namespace Confd.Engine.Updating;

/// <summary>A reload that is owed because it failed or came too early.</summary>
/// <param name="Resource">Whose reload; as it was then.</param>
/// <param name="StagePath">What <c>{{.src}}</c> stands for.</param>
/// <param name="DueAt">When it is tried without any other occasion, on the ledger's clock.</param>
/// <param name="IsSplayed">True where it waits by chance: no other occasion runs it earlier.</param>
internal sealed record PendingReload(Resource Resource, string StagePath, TimeSpan DueAt, bool IsSplayed = false);
