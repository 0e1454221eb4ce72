using System.Text;
using Confd.Backends;

namespace Confd.BackendSpec;

/// <summary>Keys in memory, selected as text prefixes; counts reads, can fail, hang and be watched.</summary>
public sealed class MemoryKeyBackend(string name = "memory") : IKeyBackend
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _values = [];
    private readonly List<MemoryKeyWatch> _watches = [];

    public string Name => name;

    public int Reads { get; private set; }

    /// <summary>How many watches were asked for.</summary>
    public int WatchesAsked { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool CanBeWatched { get; set; } = true;

    public long MaxReadingBytes { get; set; }

    public bool WakesByPrefix { get; set; }

    /// <summary>The lookup keys that readings call absent.</summary>
    public HashSet<string> Absent { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys whose values are secrets.</summary>
    public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether files with secrets are for their owner alone.</summary>
    public bool MakesFilesPrivate { get; set; } = true;

    public IReadOnlyList<string> LastLookupKeys { get; private set; } = [];

    /// <summary>Thrown by the next reads.</summary>
    public Exception? ReadError { get; set; }

    /// <summary>Thrown by health checks.</summary>
    public Exception? HealthError { get; set; }

    /// <summary>Handles health checks and ignores cancellation.</summary>
    public Func<Task<BackendHealth>>? HealthAnswer { get; set; }

    /// <summary>Thrown when readings are selected from.</summary>
    public Exception? SelectError { get; set; }

    /// <summary>Thrown when a watch is opened.</summary>
    public Exception? WatchError { get; set; }

    /// <summary>Where set, reads wait for it and ignore cancellation.</summary>
    public Task? Gate { get; set; }

    /// <summary>What a read that waits for <see cref="Gate"/> fails with when it is cancelled; null: it does not react.</summary>
    public string? LastWord { get; set; }

    /// <summary>Where set, watches open when it completes.</summary>
    public Task? WatchGate { get; set; }

    /// <summary>True: the opening of a watch that waits for <see cref="WatchGate"/> ignores cancellation.</summary>
    public bool IsWatchGateDeaf { get; set; }

    public void Set(string key, string value)
    {
        MemoryKeyWatch[] watches;
        lock (_lock)
        {
            _values[key] = value;
            watches = [.. _watches];
        }

        foreach (var watch in watches)
        {
            watch.Report(key);
        }
    }

    public void Remove(string key)
    {
        lock (_lock)
        {
            _values.Remove(key);
        }
    }

    public void BreakWatches(string reason) => BreakWatches(new KeyBackendException(reason));

    public void BreakWatches(Exception reason)
    {
        MemoryKeyWatch[] watches;
        lock (_lock)
        {
            watches = [.. _watches];
            _watches.Clear();
        }

        foreach (var watch in watches)
        {
            watch.Break(reason);
        }
    }

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Reads++;
        LastLookupKeys = lookupKeys;
        if (Gate is { } gate)
        {
            await (LastWord is { } lastWord ? OrThrowOnCancellationAsync(gate, lastWord, cancellationToken) : gate);
        }

        if (ReadError is { } error)
        {
            throw error;
        }

        lock (_lock)
        {
            var budget = new ReadingBudget(name, MaxReadingBytes);
            foreach (var (key, value) in _values)
            {
                budget.Take(key, value.Length);
            }

            return new Reading(new Dictionary<string, string>(_values), SelectError, [.. Secrets], MakesFilesPrivate)
            {
                Absent = [.. Absent],
            };
        }
    }

    private static async Task OrThrowOnCancellationAsync(Task gate, string lastWord, CancellationToken cancellationToken)
    {
        try
        {
            await gate.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new KeyBackendException(lastWord);
        }
    }

    public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) =>
        HealthError is { } error ? throw error
            : HealthAnswer is { } answer ? answer()
            : cancellationToken.IsCancellationRequested ? Task.FromCanceled<BackendHealth>(cancellationToken)
            : Task.FromResult(new BackendHealth(ReadError is null, "memory", []));

    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        WatchesAsked++;
        await (WatchGate?.WaitAsync(IsWatchGateDeaf ? CancellationToken.None : cancellationToken) ?? Task.CompletedTask);
        if (WatchError is { } error)
        {
            throw error;
        }

        if (!CanBeWatched)
        {
            return null;
        }

        var watch = new MemoryKeyWatch();
        lock (_lock)
        {
            _watches.Add(watch);
        }

        return watch;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private sealed class Reading(Dictionary<string, string> values, Exception? error, HashSet<string> secrets, bool makesFilesPrivate)
        : KeyReading
    {
        public required string[] Absent { get; init; }

        public override int? Count => values.Count;

        public override bool MakesFilesPrivate => makesFilesPrivate;

        public override bool IsSecret(string key) => secrets.Contains(key);

        public override IReadOnlyList<string> FindAbsent(IReadOnlyList<string> lookupKeys) => [.. lookupKeys.Intersect(Absent)];

        public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) =>
            error is not null ? throw error : values
            .Where(pair => lookupKeys.Any(key => pair.Key.StartsWith(key, StringComparison.Ordinal)))
            .ToDictionary(pair => pair.Key, pair => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(pair.Value));
    }
}
