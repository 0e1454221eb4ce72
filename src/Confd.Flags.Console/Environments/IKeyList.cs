namespace Confd.Flags.Console.Environments;

/// <summary>Names of keys of configuration. Their values never get here.</summary>
public interface IKeyList
{
    /// <summary>What people call the place, such as its table.</summary>
    string Label { get; }

    /// <summary>Reads the names.</summary>
    /// <exception cref="Storage.FlagStoreException">They cannot be read.</exception>
    Task<IReadOnlyList<ListedKey>> ReadAsync(CancellationToken cancellationToken);
}
