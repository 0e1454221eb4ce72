using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Environments;

/// <summary>Earlier states of flags and segments, and rollbacks to them.</summary>
public interface IFlagHistory
{
    /// <summary>Reads the newest changes of a flag or segment.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">The key; also of an item that no longer exists.</param>
    /// <param name="limit">The maximum number of changes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The newest first.</returns>
    /// <exception cref="FlagStoreException">There is no history, or it cannot be read; the message states what to do.</exception>
    Task<IReadOnlyList<FlagHistoryEntry>> ReadAsync(DataKind kind, string key, int limit, CancellationToken cancellationToken);

    /// <summary>Plans to restore the state of a flag or segment after an entry. Nothing is written.</summary>
    /// <param name="seen">The environment that was read.</param>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">The key.</param>
    /// <param name="position">The last entry to include.</param>
    /// <param name="changes">The number of changes of the item to include from the entry after that.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FlagEditException">Its earlier state is unknown.</exception>
    /// <exception cref="FlagStoreException">The history cannot be read.</exception>
    Task<FlagPlan> PlanRollbackAsync(
        EnvironmentSnapshot seen, DataKind kind, string key, long position, int changes, CancellationToken cancellationToken);
}
