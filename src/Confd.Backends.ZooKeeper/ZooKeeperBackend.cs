using System.Globalization;
using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Reading;
using Confd.Backends.ZooKeeper.Watching;

namespace Confd.Backends.ZooKeeper;

/// <summary>The backend over ZooKeeper's nodes.</summary>
internal sealed class ZooKeeperBackend : IKeyBackend
{
    private readonly ZooKeeperSession _session;
    private readonly ConsistentReader _reader;
    private readonly string _root;
    private readonly SessionOptions _options;

    /// <summary>Creates the backend without connecting.</summary>
    public ZooKeeperBackend(ConnectString servers, SessionOptions options)
    {
        _session = new ZooKeeperSession(servers.Servers, options);
        _root = servers.Root;
        _reader = new ConsistentReader(_session, _root, options.MaxReadingBytes, options.Logger);
        _options = options;
        BackendLog.Sources(options.Logger, servers.ToString());
    }

    public string Name => "zookeeper";

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string[] paths = [.. LookupKey.Outermost(lookupKeys, KeyMatch.Path).Select(key => key.Path)];
        var tree = await TranslateFailuresAsync(() => _reader.ReadAsync(paths, cancellationToken)).ConfigureAwait(false);
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(tree.Nodes.Count, StringComparer.Ordinal);
        foreach (var (path, node) in tree.Nodes)
        {
            // The root itself is not a key.
            if (node.IsKey && path != "/")
            {
                values[path] = node.Data;
            }
        }

        return new ZooKeeperReading(new SortedKeyReading(values, KeyMatch.Path), tree);
    }

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _session.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await connection.RequestAsync(OpCode.Exists, body => body.Write(_root.Length > 0 ? _root : "/").Write(false), cancellationToken)
                .ConfigureAwait(false);
            return new BackendHealth(
                true,
                "Zookeeper backend is healthy",
                [
                    new("session_id", connection.Session.Id.ToString(CultureInfo.InvariantCulture)),
                    new("session_state", "StateHasSession"),
                ]);
        }
        catch (Exception failed) when (failed is ZooKeeperException or ObjectDisposedException)
        {
            return new BackendHealth(false, $"Zookeeper health check failed: {failed.Message}", [new("error", failed.Message)]);
        }
    }

    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        await TranslateFailuresAsync(() => ZooKeeperWatch.OpenAsync(_session, _root, lookupKeys, _options, cancellationToken))
            .ConfigureAwait(false);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<T> TranslateFailuresAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use().ConfigureAwait(false);
        }
        catch (ZooKeeperException failed)
        {
            throw new KeyBackendException(failed.Message, failed);
        }
    }
}
