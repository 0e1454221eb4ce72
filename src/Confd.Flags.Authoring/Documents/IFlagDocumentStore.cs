using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>A store whose flags are changed one by one: all authored flags are written through this interface.</summary>
/// <remarks>
/// Every method throws <see cref="FlagStoreException"/> where the store cannot be read or written. Thread-safe.
/// </remarks>
public interface IFlagDocumentStore : IFlagStore
{
    /// <summary>The store's name in messages, such as its table's name.</summary>
    string Table { get; }

    /// <summary>Writes an item if the stored state is still the one its author has read.</summary>
    /// <returns>False, and nothing is changed, if it is not.</returns>
    /// <exception cref="FlagItemRefusedException">The store cannot hold the item, for example because it is too large. The stored one
    /// stays.</exception>
    Task<bool> ReplaceAsync(FlagDocumentWrite write, CancellationToken cancellationToken);

    /// <summary>Announces writes and their authors in the store's journal, where it has one. Called just before the first of them;
    /// announced writes that are not made do no harm.</summary>
    /// <remarks>A failure to write the journal does not prevent writing flags: the store logs it.</remarks>
    Task RecordAuthorsAsync(IReadOnlyList<FlagDocumentWrite> writes, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Marks the store as initialized.</summary>
    Task MarkInitializedAsync(CancellationToken cancellationToken);

    /// <summary>Returns the source from which a sync fills this store, and which would overwrite all changes made here; null: there is
    /// none.</summary>
    Task<string?> FindSyncSourceAsync(CancellationToken cancellationToken);
}
