using Confd.Backends;
using Confd.Engine.Observing;

namespace Confd.Cli.Backends;

/// <summary>Counts and times the requests to the global backend. Owns the backend it wraps.</summary>
internal sealed class MeasuredBackend(IKeyBackend backend, EngineMetrics metrics, TimeProvider clock) : IKeyBackend
{
    private int _isClosed;

    /// <inheritdoc/>
    public string Name => backend.Name;

    /// <inheritdoc/>
    public bool WakesByPrefix => backend.WakesByPrefix;

    /// <inheritdoc/>
    public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        MeasureAsync("get_values", () => backend.ReadAsync(lookupKeys, cancellationToken));

    /// <inheritdoc/>
    /// <remarks>Measured by <see cref="HealthMonitor"/>, which distinguishes the two checks.</remarks>
    public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => backend.CheckHealthAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Counted like each wait for a change: the original's first watch request returns immediately.</remarks>
    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        await MeasureWatchAsync(() => backend.OpenWatchAsync(lookupKeys, cancellationToken), cancellationToken) is { } watch
            ? new Watch(this, watch)
            : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isClosed, 1) == 0 ? backend.DisposeAsync() : default;

    // A cancelled watch has not failed.
    private Task<T> MeasureWatchAsync<T>(Func<Task<T>> request, CancellationToken end) =>
        MeasureAsync("watch_prefix", request, () => end.IsCancellationRequested);

    private async Task<T> MeasureAsync<T>(string operation, Func<Task<T>> request, Func<bool>? isEnding = null)
    {
        var start = clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var answer = await request();
            succeeded = true;
            return answer;
        }
        catch (OperationCanceledException) when (isEnding?.Invoke() == true)
        {
            succeeded = true;
            throw;
        }
        finally
        {
            metrics.BackendAnswered(backend.Name, operation, clock.GetElapsedTime(start), succeeded);
        }
    }

    private sealed class Watch(MeasuredBackend owner, KeyWatch watch) : KeyWatch
    {
        public override Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken) =>
            owner.MeasureWatchAsync(() => watch.WaitForChangeAsync(cancellationToken), cancellationToken);

        public override ValueTask DisposeAsync() => watch.DisposeAsync();
    }
}
