using Confd.Backends;
using Confd.Engine.Keys;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The readings of one cycle: each backend, and each source of flags, is read once for all its resources: for its first
/// resource, or in parallel by <see cref="StartReadingAsync"/>.</summary>
/// <remarks>Belongs to one loop: not safe to share between threads.</remarks>
internal sealed partial class CycleReadings(IReadOnlyList<OpenedResource> resources, TimeSpan timeout, RunContext context)
{
    private readonly ILogger _logger = context.Logger;
    private readonly TimeProvider _clock = context.Clock;
    private readonly SourceReadCache<IKeyBackend, KeyReading> _readings = new(timeout, context);
    private readonly Dictionary<(KeyReading Reading, string Question), KeySnapshot> _snapshots = [];
    private readonly HashSet<OpenedResource> _logged = [];

    /// <summary>True for a check before a rollout: lookup keys that a backend reports as absent are an error.</summary>
    public bool RefusesAbsent { get; init; }

    /// <summary>The flags of the cycle.</summary>
    public CycleFlags Flags { get; } = new(timeout, context);

    /// <summary>Starts to read the backends and flags of a resource; completes when they were read, successfully or not.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> cancelled it.</exception>
    public Task StartReadingAsync(OpenedResource opened, CancellationToken stop) =>
        Task.WhenAll(
            SourcesOf(opened).Select(source => (Task)ReadAsync(source.Backend, stop)).Append(Flags.StartReadingAsync(opened, stop)));

    /// <summary>The keys of a resource, as its template uses them.</summary>
    /// <exception cref="KeyBackendException">A backend could not be read, for this resource or for an earlier one.</exception>
    public async Task<KeySnapshot> SelectAsync(OpenedResource opened, CancellationToken stop)
    {
        // The claims of a `for_each` are read before it is processed.
        var isLogged = _logged.Add(opened);
        var selected = new List<KeyValuePair<string, KeySnapshot>>();
        foreach (var source in SourcesOf(opened))
        {
            var prefix = source.Name.Length == 0 ? opened.Resource.Prefix : KeyPath.Root;
            selected.Add(new(source.Name, await SelectAsync(source, prefix, isLogged, stop).ConfigureAwait(false)));
        }

        return selected is [{ Key: "" } own] ? own.Value : KeySnapshot.Join(selected);
    }

    private async Task<KeySnapshot> SelectAsync(KeySource source, string prefix, bool isLogged, CancellationToken stop)
    {
        var started = _clock.GetTimestamp();
        if (isLogged)
        {
            LogStarting(prefix, source.LookupKeys.Count);
        }

        var reading = await ReadAsync(source.Backend, stop).ConfigureAwait(false);
        if (_readings.IsFirstReport(source.Backend))
        {
            context.Observer.BackendRead(source.Backend, reading.Result, reading.Reason?.Redacted, reading.Duration);
        }

        if (reading.Reason is not null && isLogged)
        {
            var waited = _clock.GetElapsedTime(started);
            var total = waited > reading.Duration ? waited : reading.Duration;
            LogFailed(prefix, source.LookupKeys.Count, Milliseconds(reading.Duration), Milliseconds(total), reading.Reason);
        }

        var read = reading.Require();
        if (RefusesAbsent && read.FindAbsent(source.LookupKeys) is { Count: > 0 } absent)
        {
            throw new KeyBackendException($"does not exist: {string.Join(", ", absent)}");
        }

        var keys = Select(read, source.LookupKeys, prefix);
        if (isLogged)
        {
            LogCompleted(prefix, source.LookupKeys.Count, Milliseconds(reading.Duration), keys.Count);
        }

        return keys;
    }

    private static IEnumerable<KeySource> SourcesOf(OpenedResource opened) => opened.Sources.Where(source => source.LookupKeys.Count > 0);

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;

    private Task<SourceReading<KeyReading>> ReadAsync(IKeyBackend backend, CancellationToken stop) =>
        _readings.GetAsync(backend, $"backend {backend.Name}", end => backend.ReadAsync(LookupKeysOf(backend), end), stop);

    private string[] LookupKeysOf(IKeyBackend backend) =>
        [.. resources
            .SelectMany(opened => opened.Sources)
            .Where(source => ReferenceEquals(source.Backend, backend))
            .SelectMany(source => source.LookupKeys)
            .Distinct(StringComparer.Ordinal)];

    // Many resources request the same keys: they share one snapshot.
    private KeySnapshot Select(KeyReading reading, IReadOnlyList<string> lookupKeys, string prefix)
    {
        var question = (reading, string.Join('\n', lookupKeys.Prepend(prefix)));
        if (!_snapshots.TryGetValue(question, out var snapshot))
        {
            var secrets = new HashSet<string>(StringComparer.Ordinal);
            var keys = WithoutPrefix(reading, lookupKeys, prefix, secrets);
            snapshot = KeySnapshot.Create(keys, secrets, reading.MakesFilesPrivate);
            _snapshots.Add(question, snapshot);
        }

        return snapshot;
    }

    // Lookup keys match as text, so the prefix /app may also select /apple, which does not belong to it. Where a backend writes the prefix
    // differently, keys have their full names: the original removes the prefix as text.
    private static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> WithoutPrefix(
        KeyReading reading, IReadOnlyList<string> lookupKeys, string prefix, HashSet<string> secrets)
    {
        var selected = reading.Select(lookupKeys);
        if (prefix == KeyPath.Root && selected.Keys.All(KeyPath.IsClean))
        {
            // These already have their names.
            secrets.UnionWith(selected.Keys.Where(reading.IsSecret));
            return selected;
        }

        var keys = new Dictionary<string, ReadOnlyMemory<byte>>(selected.Count, StringComparer.Ordinal);
        var given = reading.PathOf(prefix);
        foreach (var (key, value) in selected)
        {
            if (KeyPath.IsAtOrBelow(key, given))
            {
                var name = KeyPath.WithoutPrefix(key, given == prefix ? prefix : KeyPath.Root);
                keys[name] = value;
                if (reading.IsSecret(key))
                {
                    secrets.Add(name);
                }
            }
        }

        return keys;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Starting backend fetch [prefix {prefix}, key_count {key_count}]")]
    private partial void LogStarting(string prefix, int key_count);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Backend fetch completed "
            + "[prefix {prefix}, key_count {key_count}, fetch_duration_ms {fetch_duration_ms}, value_count {value_count}]")]
    private partial void LogCompleted(string prefix, int key_count, long fetch_duration_ms, int value_count);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Backend fetch failed "
            + "[prefix {prefix}, key_count {key_count}, fetch_duration_ms {fetch_duration_ms}, "
            + "total_duration_ms {total_duration_ms}: {error}]")]
    private partial void LogFailed(string prefix, int key_count, long fetch_duration_ms, long total_duration_ms, ErrorText? error);
}
