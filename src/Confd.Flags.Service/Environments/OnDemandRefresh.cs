using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.Environments;

/// <summary>
/// Reads the flags ahead of schedule for a client that requests a state which this process has not read yet: its event came from another
/// process behind the same address. Concurrent requests share one reading. Whatever clients request, there is at most one reading a second,
/// and after each that did not bring the state a longer pause: the state may still arrive by itself, from the journal or the stream.
/// </summary>
internal sealed partial class OnDemandRefresh(FlagClient client, Action publish, ILogger logger, TimeProvider clock)
{
    private const int MaxKnown = 64;
    private const int IdLength = 16;

    private static readonly BackoffOptions Pauses = new()
    {
        BaseDelay = TimeSpan.FromSeconds(1),
        MaxDelay = TimeSpan.FromMinutes(1),
        Jitter = Jitter.None,
    };

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<string> _known = new();
    private TaskCompletionSource _added = NewSignal();
    private Task _reading = Task.CompletedTask;
    private int _readings;
    private long _startedAt;

    /// <summary>Records that a state has been read.</summary>
    public void Add(string id)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            _known.Enqueue(id);
            if (_known.Count > MaxKnown)
            {
                _known.Dequeue();
            }

            (added, _added) = (_added, NewSignal());
        }

        added.SetResult();
    }

    /// <summary>Completes immediately if the state has been read, otherwise after a reading, or, where it is too early for one, when the
    /// state has arrived by itself; also when that takes too long or fails: the response is then based on the current state.</summary>
    /// <param name="id">The state's id; an invalid one is not waited for.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task WaitForAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Length != IdLength || !id.All(char.IsAsciiHexDigitLower))
        {
            return Task.CompletedTask;
        }

        Task? reading;
        lock (_lock)
        {
            if (_known.Contains(id))
            {
                return Task.CompletedTask;
            }

            if (_reading.IsCompleted && (_readings == 0 || clock.GetElapsedTime(_startedAt) >= Backoff.After(_readings, Pauses)))
            {
                _startedAt = clock.GetTimestamp();
                _reading = reading = Task.Run(() => ReadAsync(id), CancellationToken.None);
            }
            else
            {
                reading = _reading.IsCompleted ? null : _reading;
            }
        }

        return WaitAsync(id, reading, cancellationToken);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A null reading means that none is in progress, and the state can only arrive by itself.
    private async Task WaitAsync(string id, Task? reading, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(MaxWait, clock, cancellationToken);
        try
        {
            while (reading is not { IsCompleted: true } && !IsSeen(id, out var added))
            {
                await (reading is null ? added : Task.WhenAny(added, reading)).WaitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            // The reading continues for later requests.
        }
    }

    private bool IsSeen(string id, out Task added)
    {
        lock (_lock)
        {
            added = _added.Task;
            return _known.Contains(id);
        }
    }

    private async Task ReadAsync(string id)
    {
        try
        {
            await client.RefreshAsync().ConfigureAwait(false);

            // Published here even if another thread is about to do so: waiters must see the state when the reading completes.
            publish();
        }
        catch (Exception failure) when (failure is FlagStoreException or ObjectDisposedException or OperationCanceledException)
        {
            // The client's own readings log a store that cannot be read; or the client is being disposed.
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure);
        }
        finally
        {
            lock (_lock)
            {
                // Counts consecutive readings since the last one that brought its state.
                _readings = _known.Contains(id) ? 1 : _readings + 1;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An additional read of the flags failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
