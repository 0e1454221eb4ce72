using Confd.Backends.Http.Connections;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Http.Consul;

/// <summary>The backend over Consul's key/value store.</summary>
internal sealed partial class ConsulBackend : IKeyBackend
{
    private readonly ConsulClient _client;
    private readonly ConsulReader _reader;
    private readonly long _maxBytes;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private ConsulBackend(ConsulClient client, BackendContext context)
    {
        _client = client;
        _maxBytes = context.MaxReadingBytes;
        _reader = new ConsulReader(client, _maxBytes, context.Logger);
        _clock = context.Clock;
        _logger = context.Logger;
    }

    public string Name => "consul";

    public bool WakesByPrefix => true;

    /// <summary>Creates the backend without connecting.</summary>
    /// <exception cref="KeyBackendException">A setting is wrong, or a TLS file cannot be used.</exception>
    public static ConsulBackend Create(ConsulSettings settings, BackendContext context)
    {
        var logger = context.Logger;
        var start = context.Clock.GetTimestamp();
        HttpNode[] nodes =
            [.. settings.Nodes.Select(node => HttpNode.Create(node, settings.Scheme, settings.LoadTls, context.DialTimeout))];

        // Not earlier: an invalid node may contain a password.
        BackendLog.Sources(logger, string.Join(", ", settings.Nodes));
        LogOpening(
            logger, "consul", string.Join(", ", settings.Nodes), settings.Scheme, settings.Tls.IsAny, settings.Authorization is not null);
        var store = new HttpStore(nodes, new HttpStoreOptions
        {
            Product = "Consul",
            Retry = context.Retry,
            Clock = context.Clock,
            Hint = Hint,
        });
        LogOpened(logger, "consul", (long)context.Clock.GetElapsedTime(start).TotalMilliseconds);
        return new ConsulBackend(new ConsulClient(store, settings), context);
    }

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = _clock.GetTimestamp();
        try
        {
            var entries = await _reader.ReadAsync(ConsulScopes.Of(lookupKeys), cancellationToken).ConfigureAwait(false);
            var values = Values(entries);
            LogRead("consul", lookupKeys.Count, values.Count, ElapsedSince(start));
            return new SortedKeyReading(values, KeyMatch.Text);
        }
        catch (HttpBackendException failed)
        {
            LogReadFailed("consul", lookupKeys.Count, ElapsedSince(start), failed.Message);
            throw new KeyBackendException(failed.Message, failed);
        }
    }

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var leader = await _client.LeaderAsync(cancellationToken).ConfigureAwait(false);
            return leader.Length == 0
                ? Unhealthy("the cluster has no leader")
                : new BackendHealth(
                    true,
                    "Consul backend is healthy",
                    [
                        new("datacenter", await _client.DatacenterAsync(cancellationToken).ConfigureAwait(false) ?? "unknown"),
                        new("leader", leader),
                    ]);
        }
        catch (HttpBackendException failed)
        {
            return Unhealthy(failed.Message);
        }

        BackendHealth Unhealthy(string reason) => new(false, $"Consul health check failed: {reason}", [new("error", reason)]);
    }

    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        try
        {
            return await ConsulWatch.OpenAsync(_client, lookupKeys, _maxBytes, _clock, _logger, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpBackendException failed)
        {
            throw new KeyBackendException(failed.Message, failed);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    // For a key and a folder with the same name, the key takes precedence.
    private static Dictionary<string, ReadOnlyMemory<byte>> Values(IReadOnlyList<ConsulEntry> entries)
    {
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(entries.Count, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.IsFolder)
            {
                values.TryAdd(entry.Path, entry.Value);
            }
            else
            {
                values[entry.Path] = entry.Value;
            }
        }

        return values;
    }

    private static string Hint(HttpFailure failure) => failure switch
    {
        HttpFailure.Unreachable => "; check the node and whether its agent runs",
        HttpFailure.NoResponse or HttpFailure.ConnectionLost => "; check the agent and any proxy in between",
        HttpFailure.Denied => "; give a token that may read and list the keys: auth_token or CONSUL_HTTP_TOKEN",
        HttpFailure.Unavailable => "; check whether the cluster has a leader",
        HttpFailure.Untrusted => "; check scheme and node, client_cakeys, client_cert and client_key, and this machine's clock",
        HttpFailure.UnexpectedResponse => "; check node and scheme, and any proxy in between",
        _ => "",
    };

    private long ElapsedSince(long start) => (long)_clock.GetElapsedTime(start).TotalMilliseconds;

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Initializing Consul client "
            + "[{backend}, address {address}, scheme {scheme}, tls_enabled {tls_enabled}, basic_auth {basic_auth}]")]
    private static partial void LogOpening(
        ILogger logger, string backend, string address, string scheme, bool tls_enabled, bool basic_auth);

    [LoggerMessage(Level = LogLevel.Information, Message = "Successfully initialized Consul client [{backend}, duration_ms {duration_ms}]")]
    private static partial void LogOpened(ILogger logger, string backend, long duration_ms);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Successfully fetched values "
            + "[{backend}, key_count {key_count}, value_count {value_count}, duration_ms {duration_ms}]")]
    private partial void LogRead(string backend, int key_count, int value_count, long duration_ms);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "Failed to fetch values [{backend}, key_count {key_count}, duration_ms {duration_ms}: {error}]")]
    private partial void LogReadFailed(string backend, int key_count, long duration_ms, string error);
}
