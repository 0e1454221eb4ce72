using System.Diagnostics;
using System.Runtime.InteropServices;
using Confd.Engine.Posix;

namespace Confd.Cli.Operation;

/// <summary>
/// The work of the program's first thread while others run the program: it terminates the program where a shutdown takes too long or no
/// thread is left to run it on, and reaps orphans. It needs no other thread for that, and waits for none without a limit.
/// </summary>
internal sealed class ProgramGuard(Action<string> end) : IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StarvationLimit = TimeSpan.FromSeconds(10);

    private readonly AutoResetEvent _wake = new(false);
    private readonly Lock _lock = new();
    private long? _deadline;
    private long? _starvedSince;
    private PosixSignalRegistration? _childEnded;
    private volatile OrphanReaper? _reaper;

    /// <summary>Terminates the program if it has not ended within this time from now; the first call counts.</summary>
    public void EndWithin(TimeSpan time)
    {
        lock (_lock)
        {
            _deadline ??= Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        }

        _wake.Set();
    }

    /// <summary>Starts to reap orphans, whenever a process ends.</summary>
    public void ReapOrphans()
    {
        _reaper = new OrphanReaper();
        _childEnded ??= PosixSignalRegistration.Create(PosixSignal.SIGCHLD, context =>
        {
            // Otherwise the runtime would do its default: reap every ended child, and so take its exit status.
            context.Cancel = true;
            _wake.Set();
        });
        _wake.Set();
    }

    /// <summary>Waits for the end of the program; called by the first thread.</summary>
    /// <returns>The exit status; 1 where the program was terminated.</returns>
    public int Wait(Task<int> run)
    {
        _ = run.ContinueWith(_ => _wake.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!run.IsCompleted)
        {
            var isOneLeft = _reaper?.Sweep() ?? false;
            if (FindReasonToEnd() is { } reason)
            {
                end(reason);
                return 1;
            }

            _wake.WaitOne(TimeToLook(isOneLeft || _starvedSince is not null ? ShortInterval : ProbeInterval));
        }

        return run.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _childEnded?.Dispose();
        _wake.Dispose();
    }

    private TimeSpan TimeToLook(TimeSpan interval)
    {
        lock (_lock)
        {
            var left = _deadline is { } deadline ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline) : interval;
            return left < TimeSpan.Zero ? TimeSpan.Zero : left < interval ? left : interval;
        }
    }

    private string? FindReasonToEnd()
    {
        lock (_lock)
        {
            if (Stopwatch.GetTimestamp() >= _deadline)
            {
                return "the shutdown took too long and was aborted";
            }
        }

        if (ThreadPool.ThreadCount > 0 || ThreadPool.PendingWorkItemCount == 0)
        {
            _starvedSince = null;
            return null;
        }

        _starvedSince ??= Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(_starvedSince.Value) >= StarvationLimit ? ThreadShortage.Message : null;
    }
}
