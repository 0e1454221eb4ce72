using Confd.Flags.Client;

namespace Confd.Flags.Service.Environments;

/// <summary>One environment of a service: its name and its credentials. A class: a record would print its secrets.</summary>
public sealed class FlagEnvironmentOptions
{
    /// <summary>The name, for logs and <c>/status</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Reads the flags, from any store. Disposed with the service.</summary>
    public required FlagClient Client { get; init; }

    /// <summary>Asks whether the store was ever filled, also with nothing. Until then an environment without any flag or segment is not
    /// served: its name may be misspelled, or its first data set may just be on its way.</summary>
    /// <value>Null, the default: it counts as filled. It may throw a <see cref="Storage.FlagStoreException"/>, after which it is asked
    /// again.</value>
    public Func<CancellationToken, Task<bool>>? IsInitialized { get; init; }

    /// <summary>The kind of database that the flags come from, for <c>/status</c>.</summary>
    public string Database { get; init; } = "";

    /// <summary>The table that the flags come from, for <c>/status</c>.</summary>
    public string Table { get; init; } = "";

    /// <summary>Keys of server-side SDKs; several while one replaces another. The first signs the hashes of secure mode.</summary>
    public IReadOnlyList<string> SdkKeys { get; init; } = [];

    /// <summary>Keys of mobile SDKs.</summary>
    public IReadOnlyList<string> MobileKeys { get; init; } = [];

    /// <summary>The public id of client-side SDKs; null: their requests are rejected.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>Keys of OFREP clients that may see all flags.</summary>
    public IReadOnlyList<string> OfrepKeys { get; init; } = [];

    /// <summary>True: requests with the environment's id must prove the context with a hash; see LaunchDarkly's secure mode.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Parts of the environment that SDKs can request by the name of a filter: patterns of flag keys by that name, in which
    /// <c>*</c> stands for any text.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
