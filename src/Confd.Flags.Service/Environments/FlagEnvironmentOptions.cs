using Confd.Flags.Client;

namespace Confd.Flags.Service.Environments;

/// <summary>One environment of a service: its name and who may ask it. A class: a record would print its secrets.</summary>
public sealed class FlagEnvironmentOptions
{
    /// <summary>The name, for logs and <c>/status</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Reads the flags, from whatever store. Disposed with the service.</summary>
    public required FlagClient Client { get; init; }

    /// <summary>The kind of database that the flags come from, for <c>/status</c>.</summary>
    public string Database { get; init; } = "";

    /// <summary>The table that the flags come from, for <c>/status</c>.</summary>
    public string Table { get; init; } = "";

    /// <summary>Keys of server-side SDKs; several while one is exchanged for another. The first signs the hashes of secure mode.</summary>
    public IReadOnlyList<string> SdkKeys { get; init; } = [];

    /// <summary>Keys of mobile SDKs.</summary>
    public IReadOnlyList<string> MobileKeys { get; init; } = [];

    /// <summary>The public id of client-side SDKs; null: no client-side SDK is answered.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>Keys of OFREP's clients that may see all flags.</summary>
    public IReadOnlyList<string> OfrepKeys { get; init; } = [];

    /// <summary>True: who asks with the environment's id has to prove the context with a hash; see LaunchDarkly's secure mode.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Parts of the environment that SDKs can ask for by the name of a filter: patterns of flag keys by that name, in which
    /// <c>*</c> stands for any text.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
