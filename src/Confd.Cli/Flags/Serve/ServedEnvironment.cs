using Confd.Flags.DynamoDb;

namespace Confd.Cli.Flags.Serve;

/// <summary>One environment of <c>confd flags serve</c>. A class: a record would print its secrets.</summary>
internal sealed class ServedEnvironment
{
    public required string Name { get; init; }

    public required string Table { get; init; }

    public required DynamoFlagStoreOptions Store { get; init; }

    public IReadOnlyList<string> SdkKeys { get; init; } = [];

    public IReadOnlyList<string> MobileKeys { get; init; } = [];

    public IReadOnlyList<string> OfrepKeys { get; init; } = [];

    public string? EnvironmentId { get; init; }

    public bool IsSecure { get; init; }

    /// <summary>True: the console shows it and changes nothing.</summary>
    public bool IsReadOnly { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>True if no client could authenticate: no key and no ID is set.</summary>
    public bool IsUnreachable => SdkKeys.Count + MobileKeys.Count + OfrepKeys.Count == 0 && EnvironmentId is null;

    /// <summary>True if browsers would have to prove their contexts, but there is no key to verify them.</summary>
    public bool IsUnprovable => IsSecure && EnvironmentId is not null && SdkKeys.Count == 0;
}
