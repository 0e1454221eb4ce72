using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Environments;

/// <summary>What became of flags earlier, and the way back.</summary>
public interface IFlagHistory
{
    /// <summary>Reads the newest changes of a flag.</summary>
    /// <param name="key">The flag.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The newest first.</returns>
    /// <exception cref="FlagStoreException">Nothing keeps them, or they cannot be read; the message says what to do.</exception>
    Task<IReadOnlyList<FlagHistoryEntry>> ReadAsync(string key, int limit, CancellationToken cancellationToken);

    /// <summary>Plans to make a flag what it was after an entry. Nothing is written.</summary>
    /// <param name="seen">The environment as it is.</param>
    /// <param name="key">The flag.</param>
    /// <param name="position">The last entry that counts.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FlagEditException">It is not known what it was.</exception>
    /// <exception cref="FlagStoreException">It cannot be read.</exception>
    Task<FlagPlan> PlanRestoreAsync(EnvironmentSnapshot seen, string key, long position, CancellationToken cancellationToken);
}
