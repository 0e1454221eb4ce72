using Confd.Engine.Keys;
using Confd.Engine.Metrics;

namespace Confd.Cli.Backends;

/// <summary>Counts and times the requests to the global backend, whatever it is. Owns the backend it wraps.</summary>
internal sealed class MeasuredBackend(IKeyBackend backend, EngineMetrics metrics, TimeProvider clock) : IKeyBackend
{
    private int _isClosed;

    /// <inheritdoc/>
    public string Name => backend.Name;

    /// <inheritdoc/>
    public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        MeasureAsync("get_values", () => backend.ReadAsync(lookupKeys, cancellationToken));

    /// <inheritdoc/>
    /// <remarks>Measured by <see cref="HealthMonitor"/>, which knows which of the two checks is meant.</remarks>
    public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => backend.CheckHealthAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        await backend.OpenWatchAsync(lookupKeys, cancellationToken) is { } watch ? new Watch(this, watch) : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isClosed, 1) == 0 ? backend.DisposeAsync() : default;

    private async Task<T> MeasureAsync<T>(string operation, Func<Task<T>> request)
    {
        var start = clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var answer = await request();
            succeeded = true;
            return answer;
        }
        finally
        {
            metrics.BackendAnswered(backend.Name, operation, clock.GetElapsedTime(start), succeeded);
        }
    }

    private sealed class Watch(MeasuredBackend owner, KeyWatch watch) : KeyWatch
    {
        public override Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken) =>
            owner.MeasureAsync("watch_prefix", () => watch.WaitForChangeAsync(cancellationToken));

        public override ValueTask DisposeAsync() => watch.DisposeAsync();
    }
}
