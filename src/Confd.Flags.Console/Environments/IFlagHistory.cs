using Confd.Flags.Storage;

namespace Confd.Flags.Console.Environments;

/// <summary>What became of flags and segments earlier.</summary>
public interface IFlagHistory
{
    /// <summary>Reads what is known of one flag or segment.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">Which one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The newest first; null: nothing keeps it, or not yet.</returns>
    /// <exception cref="FlagStoreException">It cannot be read.</exception>
    Task<IReadOnlyList<FlagHistoryEntry>?> ReadAsync(DataKind kind, string key, CancellationToken cancellationToken);
}
