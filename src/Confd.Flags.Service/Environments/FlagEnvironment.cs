using Confd.Flags.Client;
using Confd.Flags.Service.Revisions;
using Confd.Flags.Service.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.Environments;

/// <summary>One environment that is served: its flags, in memory, and the streams that follow them.</summary>
internal sealed class FlagEnvironment : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Feed> _filtered;
    private readonly InitializationCheck _first;

    /// <summary>Prepares an environment; its client is not used until <see cref="Begin"/>.</summary>
    /// <param name="options">Name, keys and client; the client is disposed with the environment.</param>
    /// <param name="logger">Logs flags that cannot be evaluated, and unexpected failures of readings.</param>
    /// <param name="clock">The clock.</param>
    public FlagEnvironment(FlagEnvironmentOptions options, ILogger logger, TimeProvider clock)
    {
        Options = options;
        OnDemandRefresh = new OnDemandRefresh(options.Client, Publish, logger, clock);
        Logger = logger;
        _first = new InitializationCheck(options, Publish, logger, clock);
        _filtered = options.Filters.ToDictionary(
            filter => filter.Key, filter => new Feed(new KeyPatterns(filter.Value).Matches), StringComparer.Ordinal);
    }

    /// <summary>Name and keys.</summary>
    public FlagEnvironmentOptions Options { get; }

    /// <summary>Reads the flags.</summary>
    public FlagClient Client => Options.Client;

    /// <summary>Logs flags that cannot be evaluated.</summary>
    public ILogger Logger { get; }

    /// <summary>Reads the flags for clients that request a newer state.</summary>
    public OnDemandRefresh OnDemandRefresh { get; }

    /// <summary>All flags.</summary>
    public Feed Feed { get; } = new();

    /// <summary>The newest state; null if there is no data yet.</summary>
    public Revision? Current => Feed.Current;

    /// <summary>True if there is a big segment, whose members another program keeps up to date.</summary>
    public bool HasBigSegments => Current is { } revision
        && revision.Snapshot.Flags.Segments.Values.Any(segment => segment is { IsUnbounded: true, IsDeleted: false });

    /// <summary>Why there is no data yet.</summary>
    public string WhyNotReady => Client.Snapshot is null
        ? "the flags have not been read yet"
        : "the environment was never filled: it has no flags yet";

    /// <summary>The feed of a filter; null if there is no such filter.</summary>
    /// <param name="filter">Its name; null or empty: everything.</param>
    public Feed? FindFeed(string? filter) => string.IsNullOrEmpty(filter) ? Feed : _filtered.GetValueOrDefault(filter);

    /// <summary>Starts to follow the client.</summary>
    public void Begin()
    {
        Client.SnapshotChanged += (_, _) => Publish();
        Publish();
    }

    /// <summary>Sends a heartbeat on all streams.</summary>
    public void Beat() => ForEachFeed(feed => feed.Beat());

    /// <summary>Ends all streams.</summary>
    public void End() => ForEachFeed(feed => feed.End());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync().ConfigureAwait(false);
        await Client.DisposeAsync().ConfigureAwait(false);
    }

    // Publishes the newest reading, whichever thread calls: an older one never follows it.
    private void Publish()
    {
        lock (_lock)
        {
            if (Client.Snapshot is { } snapshot && _first.HasArrived(snapshot))
            {
                ForEachFeed(feed => feed.Publish(snapshot));
                OnDemandRefresh.Add(Feed.Current!.Id);
            }
        }
    }

    private void ForEachFeed(Action<Feed> act)
    {
        act(Feed);
        foreach (var feed in _filtered.Values)
        {
            act(feed);
        }
    }
}
