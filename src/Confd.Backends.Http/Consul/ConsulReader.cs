namespace Confd.Backends.Http.Consul;

/// <summary>Reads what lookup keys name, all of it at one moment.</summary>
internal sealed class ConsulReader(ConsulClient client)
{
    /// <summary>The entries that begin with one of the texts.</summary>
    /// <param name="scopes">Texts as <see cref="ConsulScopes"/> makes them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HttpBackendException">They cannot be read.</exception>
    public async Task<IReadOnlyList<ConsulEntry>> ReadAsync(IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        if (scopes.Count == 1)
        {
            return (await client.ReadTreeAsync(scopes[0], cancellationToken).ConfigureAwait(false)).Entries;
        }

        if (scopes.Count <= ConsulClient.MostTrees)
        {
            return await client.ReadTreesAsync(scopes, cancellationToken).ConfigureAwait(false);
        }

        // More than one transaction: what two passes in a row bring alike was so between them.
        var entries = await ReadPassAsync(scopes, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var again = await ReadPassAsync(scopes, cancellationToken).ConfigureAwait(false);
            if (AreSame(entries, again))
            {
                return again;
            }

            entries = again;
        }
    }

    private async Task<List<ConsulEntry>> ReadPassAsync(IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var entries = new List<ConsulEntry>();
        foreach (var group in scopes.Chunk(ConsulClient.MostTrees))
        {
            entries.AddRange(await client.ReadTreesAsync(group, cancellationToken).ConfigureAwait(false));
        }

        return entries;
    }

    private static bool AreSame(List<ConsulEntry> one, List<ConsulEntry> other) =>
        one.Select(Version).SequenceEqual(other.Select(Version));

    private static (string Key, ulong ModifyIndex) Version(ConsulEntry entry) => (entry.Key, entry.ModifyIndex);
}
