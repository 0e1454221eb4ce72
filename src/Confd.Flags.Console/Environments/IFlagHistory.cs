using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Environments;

/// <summary>What became of flags and segments earlier, and the way back.</summary>
public interface IFlagHistory
{
    /// <summary>Reads the newest changes of a flag or segment.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">Which one; also one that is not there any more.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The newest first.</returns>
    /// <exception cref="FlagStoreException">Nothing keeps them, or they cannot be read; the message says what to do.</exception>
    Task<IReadOnlyList<FlagHistoryEntry>> ReadAsync(DataKind kind, string key, int limit, CancellationToken cancellationToken);

    /// <summary>Plans to make a flag or segment what it was after an entry. Nothing is written.</summary>
    /// <param name="seen">The environment as it is.</param>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">Which one.</param>
    /// <param name="position">The last entry that counts.</param>
    /// <param name="changes">So many changes of it in the entry after that count too.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FlagEditException">It is not known what it was.</exception>
    /// <exception cref="FlagStoreException">It cannot be read.</exception>
    Task<FlagPlan> PlanRollbackAsync(
        EnvironmentSnapshot seen, DataKind kind, string key, long position, int changes, CancellationToken cancellationToken);
}
