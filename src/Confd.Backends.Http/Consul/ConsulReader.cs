using Microsoft.Extensions.Logging;

namespace Confd.Backends.Http.Consul;

/// <summary>Reads all keys of lookup keys, as of one moment.</summary>
internal sealed partial class ConsulReader(ConsulClient client, long maxBytes, ILogger logger)
{
    /// <summary>The maximum number of passes: keys that are written continuously never stay the same between two.</summary>
    public const int MaxPasses = 5;

    private readonly ILogger _logger = logger;
    private int _hasWarned;
    private volatile bool _hasNoTransactions;

    /// <summary>Reads the entries that begin with one of the texts.</summary>
    /// <param name="scopes">Texts from <see cref="ConsulScopes"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="HttpBackendException">They cannot be read.</exception>
    /// <exception cref="KeyBackendException">They exceed the memory limit.</exception>
    public async Task<IReadOnlyList<ConsulEntry>> ReadAsync(IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        if (scopes.Count == 1)
        {
            return (await client.ReadTreeAsync(scopes[0], CreateBudget(), cancellationToken).ConfigureAwait(false)).Entries;
        }

        if (_hasNoTransactions)
        {
            return await ReadPassesAsync(scopes, client.ReadEachTreeAsync, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return scopes.Count <= ConsulClient.MaxTrees
                ? await client.ReadTreesAsync(scopes, CreateBudget(), cancellationToken).ConfigureAwait(false)
                : await ReadPassesAsync(scopes, client.ReadTreesAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpBackendException refused) when (
            refused is { Failure: HttpFailure.Denied or HttpFailure.Missing or HttpFailure.Refused, Status: { } status })
        {
            // An agent may allow no writes, and a gateway only GET: a transaction is a PUT. A token that may not read fails again.
            var entries = await ReadPassesAsync(scopes, client.ReadEachTreeAsync, cancellationToken).ConfigureAwait(false);
            _hasNoTransactions = true;
            LogNoTransactions((int)status);
            return entries;
        }
    }

    // Several requests: a result that two consecutive passes share was valid between them.
    private async Task<IReadOnlyList<ConsulEntry>> ReadPassesAsync(
        IReadOnlyList<string> scopes,
        Func<IReadOnlyList<string>, ReadingBudget, CancellationToken, Task<IReadOnlyList<ConsulEntry>>> read,
        CancellationToken cancellationToken)
    {
        var entries = await ReadPassAsync().ConfigureAwait(false);
        for (var pass = 2; pass <= MaxPasses; pass++)
        {
            var again = await ReadPassAsync().ConfigureAwait(false);
            if (AreSame(entries, again))
            {
                return again;
            }

            entries = again;
        }

        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            LogNeverConsistent(MaxPasses);
        }

        return entries;

        async Task<List<ConsulEntry>> ReadPassAsync()
        {
            var (found, budget) = (new List<ConsulEntry>(), CreateBudget());
            foreach (var group in scopes.Chunk(ConsulClient.MaxTrees))
            {
                found.AddRange(await read(group, budget, cancellationToken).ConfigureAwait(false));
            }

            return found;
        }
    }

    private ReadingBudget CreateBudget() => new("consul", maxBytes);

    private static bool AreSame(List<ConsulEntry> one, List<ConsulEntry> other) =>
        one.Select(Version).SequenceEqual(other.Select(Version));

    private static (string Key, ulong ModifyIndex) Version(ConsulEntry entry) => (entry.Key, entry.ModifyIndex);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Keys of Consul changed during each of {Passes} passes in a row: values may come from different moments")]
    private partial void LogNeverConsistent(int passes);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Consul refuses transactions here (status {Status}): keys are read one by one until two passes agree")]
    private partial void LogNoTransactions(int status);
}
