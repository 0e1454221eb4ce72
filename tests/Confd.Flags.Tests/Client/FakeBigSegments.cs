using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Client;

/// <summary>Big segments whose answers a test holds back, breaks and counts.</summary>
internal sealed class FakeBigSegments : IBigSegmentStore
{
    private readonly Dictionary<string, BigSegmentMembership> _memberships = [];
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(int Count, TaskCompletionSource Reached)> _statusWaiters = [];
    private int _reads;
    private int _statusReads;
    private int _holdUntil;
    private int _holdUntilMinThreads;

    public int Reads => _reads;

    public int StatusReads => _statusReads;

    /// <summary>Thrown by every read of memberships.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Thrown by every read of the status.</summary>
    public Exception? StatusFailure { get; set; }

    /// <summary>True: memberships are answered after <see cref="Release"/>.</summary>
    public bool IsHeld { get; set; }

    /// <summary>True: cancelling a read has no effect.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>True: reads go on in the context of their caller, as careless stores do.</summary>
    public bool Yields { get; set; }

    /// <summary>Is called by each read, of memberships and of the status, on the thread of its caller.</summary>
    public Action? OnRead { get; set; }

    public DateTimeOffset? SynchronizedOn { get; set; }

    /// <summary>Completes when memberships are first asked for.</summary>
    public Task FirstRead => _firstRead.Task;

    public void Put(string contextKey, string? included, string? excluded) =>
        _memberships[BigSegmentMembership.HashContextKey(contextKey)] = new(
            included is null ? [] : [included], excluded is null ? [] : [excluded]);

    public void Release() => _released.SetResult();

    /// <summary>
    /// Holds all answers back until so many were asked for, and then until the pool is told to keep so many threads; a work item of the
    /// pool gives them.
    /// </summary>
    public void HoldUntil(int reads, int minThreads)
    {
        IsHeld = true;
        _holdUntil = reads;
        _holdUntilMinThreads = minThreads;
    }

    /// <summary>Completes when the status was read so many times.</summary>
    public Task WhenStatusReadsAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_statusWaiters)
        {
            _statusWaiters.Add((count, reached));
        }

        return reached.Task;
    }

    public async Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _reads) == _holdUntil)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static store => store.ReleaseInTurn(), this, preferLocal: false);
        }

        _firstRead.TrySetResult();
        OnRead?.Invoke();
        if (Yields)
        {
            await Task.Yield();
        }

        if (IsHeld)
        {
            await _released.Task.WaitAsync(IsDeaf ? CancellationToken.None : cancellationToken);
        }

        return Failure is null ? _memberships.GetValueOrDefault(contextHash, BigSegmentMembership.None) : throw Failure;
    }

    public Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken)
    {
        var count = Interlocked.Increment(ref _statusReads);
        lock (_statusWaiters)
        {
            foreach (var waiter in _statusWaiters.Where(waiter => waiter.Count <= count))
            {
                waiter.Reached.TrySetResult();
            }
        }

        OnRead?.Invoke();
        return StatusFailure is null ? Task.FromResult(SynchronizedOn) : Task.FromException<DateTimeOffset?>(StatusFailure);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ReleaseInTurn()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        if (threads >= _holdUntilMinThreads)
        {
            Release();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static store => store.ReleaseInTurn(), this, preferLocal: false);
        }
    }
}
