namespace Confd.Flags.Console.Environments;

/// <summary>Names of configuration keys, without their values.</summary>
public interface IKeyList
{
    /// <summary>The name of the place in messages, such as that of its table.</summary>
    string Label { get; }

    /// <summary>Reads the names.</summary>
    /// <exception cref="Storage.FlagStoreException">They cannot be read.</exception>
    Task<IReadOnlyList<ListedKey>> ReadAsync(CancellationToken cancellationToken);
}
