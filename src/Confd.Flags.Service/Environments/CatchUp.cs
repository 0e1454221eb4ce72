using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.Environments;

/// <summary>
/// Reads the flags out of turn for a client that has heard of a state which this process has not seen yet: its event came from another
/// process behind the same address. All who wait share one reading. Whatever clients claim to have heard, there is one a second at most,
/// and after each that did not bring it a longer pause: then the state may still come by itself, from the journal or the stream.
/// </summary>
internal sealed partial class CatchUp(FlagClient client, Action publish, ILogger logger, TimeProvider clock)
{
    private const int MostKnown = 64;
    private const int IdLength = 16;

    private static readonly BackoffOptions Pauses = new()
    {
        First = TimeSpan.FromSeconds(1),
        Longest = TimeSpan.FromMinutes(1),
        Jitter = Jitter.None,
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<string> _known = new();
    private TaskCompletionSource _added = NewSignal();
    private Task _reading = Task.CompletedTask;
    private int _readings;
    private long _startedAt;

    /// <summary>A state has been seen.</summary>
    public void Add(string id)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            _known.Enqueue(id);
            if (_known.Count > MostKnown)
            {
                _known.Dequeue();
            }

            (added, _added) = (_added, NewSignal());
        }

        added.SetResult();
    }

    /// <summary>Completes at once if the state has been seen, else after a reading, or, where it is too early for one, when the state has
    /// come by itself; also when that takes too long or fails: the answer is then from what there is.</summary>
    /// <param name="id">The state; what cannot be one is not waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
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

    // Null for the reading: nothing is being read, and the state can only come by itself.
    private async Task WaitAsync(string id, Task? reading, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(Patience, clock, cancellationToken);
        try
        {
            while (reading is not { IsCompleted: true } && !IsSeen(id, out var added))
            {
                await (reading is null ? added : Task.WhenAny(added, reading)).WaitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            // The reading goes on for those who ask later.
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

            // Whoever else is on the way to publish what was read: those who waited see it.
            publish();
        }
        catch (Exception failure) when (failure is FlagStoreException or ObjectDisposedException or OperationCanceledException)
        {
            // The client's own readings tell of a store that cannot be read; or this is the client's end.
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure);
        }
        finally
        {
            lock (_lock)
            {
                // Those in a row, from the last that brought its state.
                _readings = _known.Contains(id) ? 1 : _readings + 1;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the flags out of turn failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
