using System.Collections.Concurrent;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Environments;

/// <summary>Determines whether an environment can be changed, before a user fills in a form in vain.</summary>
internal sealed class WriteAccess(TimeProvider clock)
{
    // No flag has this key, so that a write that requires a version of it never happens, and only the permission is tested.
    private const string ProbeKey = "confd-console-may-it-write";

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (long At, string? Obstacle)> _known = new(StringComparer.Ordinal);

    /// <summary>The reason why it cannot be changed, as a sentence; null: it can.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    public async Task<string?> FindObstacleAsync(ConsoleEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment.IsReadOnly)
        {
            return "This environment is only shown here: it was given to the console for reading.";
        }

        if (_known.TryGetValue(environment.Name, out var known) && clock.GetElapsedTime(known.At) < Kept)
        {
            return known.Obstacle;
        }

        var obstacle = await FindAsync(environment.Store, cancellationToken).ConfigureAwait(false);
        _known[environment.Name] = (clock.GetTimestamp(), obstacle);
        return obstacle;
    }

    private static async Task<string?> FindAsync(IFlagDocumentStore store, CancellationToken cancellationToken)
    {
        if (await store.FindSyncSourceAsync(cancellationToken).ConfigureAwait(false) is { } source)
        {
            return $"This environment is filled by `confd flags sync` from {source}, which would take back what is changed here.";
        }

        try
        {
            var probe = VersionedItem.Tombstone(1);
            var write = new FlagDocumentWrite(DataKind.Features, ProbeKey, probe, long.MaxValue, new FlagAuthor("console"));
            await store.ReplaceAsync(write, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (FlagStoreException problem)
        {
            return $"This environment cannot be changed: {problem.Message}.";
        }
    }
}
