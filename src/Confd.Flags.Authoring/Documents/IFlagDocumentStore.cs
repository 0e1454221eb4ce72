using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>A store whose flags people change one by one: the one place through which authored flags are written.</summary>
/// <remarks>
/// Every method fails with <see cref="FlagStoreException"/> where the store cannot be read or written. Safe to share between threads.
/// </remarks>
public interface IFlagDocumentStore : IFlagStore
{
    /// <summary>What people call the store, such as its table's name.</summary>
    string Table { get; }

    /// <summary>Writes an item if what is stored is still what its author has seen.</summary>
    /// <returns>False, and nothing is changed, where it is not.</returns>
    /// <exception cref="FlagItemRefusedException">The store cannot hold the item: it is too large, say. The stored one stays.</exception>
    Task<bool> ReplaceAsync(FlagDocumentWrite write, CancellationToken cancellationToken);

    /// <summary>Tells the store's journal who is about to write what, where it has one. Called just before the first of them is written;
    /// what is not written after all does no harm.</summary>
    /// <remarks>A journal that cannot be written keeps nobody from writing flags: the store says so in its log.</remarks>
    Task AnnounceAsync(IReadOnlyList<FlagDocumentWrite> writes, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sets the mark of an initialised store.</summary>
    Task SetMarkAsync(CancellationToken cancellationToken);

    /// <summary>Names the source that a sync fills this store from, which would take back whatever is written here; null: there is
    /// none.</summary>
    Task<string?> FindFillingSourceAsync(CancellationToken cancellationToken);
}
