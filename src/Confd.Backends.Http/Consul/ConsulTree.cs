namespace Confd.Backends.Http.Consul;

/// <summary>The keys that begin with a text, at one moment.</summary>
/// <param name="Entries">By key.</param>
/// <param name="Index">The index of the moment, for a blocking query; 0 where the response has none.</param>
internal sealed record ConsulTree(IReadOnlyList<ConsulEntry> Entries, ulong Index);
