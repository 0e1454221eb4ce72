using System.Globalization;
using Confd.Backends.Etcd.Connections;
using Confd.Backends.Etcd.Protocol;
using Confd.Backends.Etcd.Reading;
using Confd.Backends.Etcd.Watching;
using Confd.Following;
using Confd.Shared;

namespace Confd.Backends.Etcd;

/// <summary>The backend over an etcd cluster.</summary>
internal sealed class EtcdKeyBackend(EtcdSettings settings) : IKeyBackend
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(5);

    private readonly EtcdClient _client = new(settings);
    private readonly OnceReporter _skipped = new();

    /// <inheritdoc/>
    public string Name => "etcd";

    /// <inheritdoc/>
    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ranges = KeyRange.Of(lookupKeys);
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                var budget = new ReadingBudget(Name, settings.MaxReadingBytes);
                var reader = new EtcdReader(_client, settings.Retry.MaxAttempts, budget, _skipped, new EtcdLog(settings.Logger));
                var values = await reader.ReadAsync(ranges, cancellationToken).ConfigureAwait(false);
                return new SortedKeyReading(values, KeyMatch.Path);
            }
            catch (EtcdException compacted) when (compacted.Failure.Kind == EtcdFailureKind.Compacted && !isAgain)
            {
                // The revision was compacted between two pages: start over at a newer one.
            }
            catch (EtcdException failed)
            {
                throw failed.Of($"reading {Excerpt.Of(lookupKeys, 1)}");
            }
        }
    }

    /// <inheritdoc/>
    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(HealthTimeout, settings.Clock, cancellationToken);
        try
        {
            var status = await _client.CallAsync(
                (invoker, options) => new Maintenance.MaintenanceClient(invoker).StatusAsync(new StatusRequest(), options).ResponseAsync,
                rounds: 1,
                limit.Token).ConfigureAwait(false);
            if (status.Leader == 0)
            {
                return Unhealthy(_client.CurrentNode, "the node has no leader");
            }

            return new BackendHealth(IsHealthy: true, "etcd backend is healthy",
            [
                new("endpoint", EndpointOf(_client.CurrentNode)),
                new("version", status.Version),
                new("db_size", status.DbSize.ToString(CultureInfo.InvariantCulture)),
                new("leader_id", status.Leader.ToString(CultureInfo.InvariantCulture)),
                new("raft_index", status.RaftIndex.ToString(CultureInfo.InvariantCulture)),
            ]);
        }
        catch (EtcdException failed)
        {
            return Unhealthy(failed.Node, failed.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unhealthy(_client.CurrentNode, "no answer in time");
        }

        BackendHealth Unhealthy(Uri node, string reason) =>
            new(IsHealthy: false, $"etcd health check failed: {reason}", [new("endpoint", EndpointOf(node)), new("error", reason)]);
    }

    /// <inheritdoc/>
    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        await EtcdKeyWatch.OpenAsync(_client, settings, KeyRange.Of(lookupKeys), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string EndpointOf(Uri node) => node.GetLeftPart(UriPartial.Authority);
}
