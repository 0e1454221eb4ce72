using System.Collections.Concurrent;
using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Storage;

/// <summary>A store that counts what is asked of it, fails on demand, and answers reads only when it is let.</summary>
internal class ScriptedFlagStore : IFlagStore
{
    private readonly MemoryFlagStore _inner = new();
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public int Disposals { get; private set; }

    public bool IsBroken { get; set; }

    /// <summary>What asking for availability throws, which no store should.</summary>
    public Exception? AvailabilityError { get; set; }

    /// <summary>True: an item of each data set is too large.</summary>
    public bool IsTooSmall { get; set; }

    /// <summary>Set to hold back the answers of reads; complete it to let them go.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Is called by each read.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Is released once for each read that has arrived.</summary>
    public SemaphoreSlim Arrivals { get; } = new(0);

    /// <summary>Set to hold back writes; complete it to let them go.</summary>
    public TaskCompletionSource? WriteGate { get; set; }

    /// <summary>Is released once for each write that has arrived.</summary>
    public SemaphoreSlim WriteArrivals { get; } = new(0);

    /// <summary>Is released once for each write that was done.</summary>
    public SemaphoreSlim Writes { get; } = new(0);

    /// <summary>The keys of the items that were written one by one, in that order.</summary>
    public ConcurrentQueue<string> WrittenKeys { get; } = [];

    public async Task InitAsync(FlagDataSet data, CancellationToken cancellationToken)
    {
        await ArriveAsync(cancellationToken);
        await _inner.InitAsync(data, cancellationToken);
        Writes.Release();
        if (IsTooSmall)
        {
            throw new FlagItemTooLargeException("too large", DataKind.Features, "large", sizeBytes: 500_000);
        }
    }

    public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.GetAsync(kind, key, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.GetAllAsync(kind, cancellationToken), cancellationToken);

    public async Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        await ArriveAsync(cancellationToken);
        var isWritten = await _inner.UpsertAsync(kind, key, item, cancellationToken);
        WrittenKeys.Enqueue(key);
        Writes.Release();
        return isWritten;
    }

    public Task<bool> InitializedAsync(CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.InitializedAsync(cancellationToken), cancellationToken);

    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) =>
        AvailabilityError is { } error ? Task.FromException<bool>(error) : Task.FromResult(!IsBroken);

    public ValueTask DisposeAsync()
    {
        Disposals++;
        return _inner.DisposeAsync();
    }

    private async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        // What a read answers is decided when it arrives; the gate only holds back the answer.
        var isBroken = IsBroken;
        OnRead?.Invoke();
        var answer = await read();
        Interlocked.Increment(ref _reads);
        Arrivals.Release();
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        return isBroken ? throw new FlagStoreException("the store is down") : answer;
    }

    private async Task ArriveAsync(CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new FlagStoreException("the store is down");
        }

        WriteArrivals.Release();
        await (WriteGate?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
    }
}
