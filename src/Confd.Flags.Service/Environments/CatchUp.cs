using Confd.Flags.Client;
using Confd.Flags.Storage;

namespace Confd.Flags.Service.Environments;

/// <summary>
/// Reads the flags out of turn for a client that has heard of a state which this process has not seen yet: its event came from another
/// process behind the same address. All who wait share one reading, and there is one a second at most, whatever clients claim to have
/// heard.
/// </summary>
internal sealed class CatchUp(FlagClient client, TimeProvider clock)
{
    private const int MostKnown = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<string> _known = new();
    private Task _reading = Task.CompletedTask;
    private long? _startedAt;

    /// <summary>A state has been seen.</summary>
    public void Add(string id)
    {
        lock (_lock)
        {
            _known.Enqueue(id);
            if (_known.Count > MostKnown)
            {
                _known.Dequeue();
            }
        }
    }

    /// <summary>Completes at once if the state has been seen, else after a reading, or when that takes too long or fails: the answer is
    /// then from what there is.</summary>
    public Task WaitForAsync(string id, CancellationToken cancellationToken)
    {
        Task reading;
        lock (_lock)
        {
            if (_known.Contains(id))
            {
                return Task.CompletedTask;
            }

            if (_startedAt is null || clock.GetElapsedTime(_startedAt.Value) >= Interval)
            {
                _startedAt = clock.GetTimestamp();
                _reading = ReadAsync();
            }

            reading = _reading;
        }

        return WaitAsync(reading, cancellationToken);
    }

    private async Task WaitAsync(Task reading, CancellationToken cancellationToken)
    {
        try
        {
            await reading.WaitAsync(Patience, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The reading goes on for those who ask later.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await client.RefreshAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is FlagStoreException or ObjectDisposedException)
        {
            // The client's own readings tell of a store that cannot be read.
        }
    }
}
