using Microsoft.Extensions.Logging;

namespace Confd.Backends.Http.Consul;

/// <summary>Reads what lookup keys name, all of it at one moment.</summary>
internal sealed partial class ConsulReader(ConsulClient client, ILogger logger)
{
    /// <summary>Keys that are written without pause are never found at rest.</summary>
    public const int MostPasses = 5;

    private readonly ILogger _logger = logger;
    private int _hasWarned;

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
        for (var pass = 2; pass <= MostPasses; pass++)
        {
            var again = await ReadPassAsync(scopes, cancellationToken).ConfigureAwait(false);
            if (AreSame(entries, again))
            {
                return again;
            }

            entries = again;
        }

        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            LogRestless(MostPasses);
        }

        return entries;
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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Keys of Consul changed during each of {Passes} passes in a row: values of different moments may stand together")]
    private partial void LogRestless(int passes);
}
