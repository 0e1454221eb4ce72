using System.Runtime.CompilerServices;
using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Keys;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The readings of one cycle: each backend, and each source of flags, is read once, for all its resources: when its first
/// resource comes, or all at once by <see cref="BeginAsync"/>.</summary>
/// <remarks>Belongs to one loop: not safe to share between threads.</remarks>
internal sealed partial class CycleReadings(IReadOnlyList<OpenedResource> resources, TimeSpan timeout, RunContext context)
{
    // A backend is asked for one reading at a time, and that of another cycle may still be under way. One that does not hear of its end is
    // left behind: whoever hung once may be well again.
    private static readonly ConditionalWeakTable<IKeyBackend, SemaphoreSlim> Turns = [];

    private readonly ILogger _logger = context.Logger;
    private readonly TimeProvider _clock = context.Clock;
    private readonly Dictionary<IKeyBackend, Task<Outcome>> _outcomes = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<IKeyBackend> _told = new(ReferenceEqualityComparer.Instance);

    /// <summary>True for a check before a rollout: lookup keys that a backend calls absent are an error.</summary>
    public bool RefusesAbsent { get; init; }

    /// <summary>The flags of the cycle.</summary>
    public CycleFlags Flags { get; } = new(timeout, context);

    /// <summary>Begins to read the backends and flags of a resource; completes when they were read, well or not.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> ended it.</exception>
    public Task BeginAsync(OpenedResource opened, CancellationToken stop) =>
        Task.WhenAll(SourcesOf(opened).Select(source => (Task)OutcomeAsync(source.Backend, stop)).Append(Flags.BeginAsync(opened, stop)));

    /// <summary>The keys of a resource, as its template knows them.</summary>
    /// <exception cref="KeyBackendException">A backend could not be read, for this resource or for one before it.</exception>
    public async Task<KeySnapshot> SelectAsync(OpenedResource opened, CancellationToken stop)
    {
        var selected = new List<KeyValuePair<string, KeySnapshot>>();
        foreach (var source in SourcesOf(opened))
        {
            var prefix = source.Name.Length == 0 ? opened.Resource.Prefix : KeyPath.Root;
            selected.Add(new(source.Name, await SelectAsync(source, prefix, stop).ConfigureAwait(false)));
        }

        return selected is [{ Key: "" } own] ? own.Value : KeySnapshot.Join(selected);
    }

    private async Task<KeySnapshot> SelectAsync(KeySource source, string prefix, CancellationToken stop)
    {
        var started = _clock.GetTimestamp();
        LogStarting(prefix, source.LookupKeys.Count);
        var outcome = await OutcomeAsync(source.Backend, stop).ConfigureAwait(false);
        if (_told.Add(source.Backend))
        {
            context.Observer.BackendRead(source.Backend, outcome.Reading, outcome.Reason?.Redacted, outcome.Duration);
        }

        if (outcome.Reading is null)
        {
            var waited = _clock.GetElapsedTime(started);
            var total = waited > outcome.Duration ? waited : outcome.Duration;
            LogFailed(prefix, source.LookupKeys.Count, Milliseconds(outcome.Duration), Milliseconds(total), outcome.Reason);
            throw new KeyBackendException(outcome.Reason!.Full, outcome.Reason.Redacted);
        }

        if (RefusesAbsent && outcome.Reading.FindAbsent(source.LookupKeys) is { Count: > 0 } absent)
        {
            throw new KeyBackendException($"does not exist: {string.Join(", ", absent)}");
        }

        var keys = outcome.Select(source.LookupKeys, prefix);
        LogCompleted(prefix, source.LookupKeys.Count, Milliseconds(outcome.Duration), keys.Count);
        return keys;
    }

    private static IEnumerable<KeySource> SourcesOf(OpenedResource opened) => opened.Sources.Where(source => source.LookupKeys.Count > 0);

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;

    private Task<Outcome> OutcomeAsync(IKeyBackend backend, CancellationToken stop)
    {
        if (!_outcomes.TryGetValue(backend, out var outcome))
        {
            outcome = ReadAsync(backend, stop);
            _outcomes.Add(backend, outcome);
        }

        return outcome;
    }

    private async Task<Outcome> ReadAsync(IKeyBackend backend, CancellationToken stop)
    {
        var lookupKeys = resources
            .SelectMany(opened => opened.Sources)
            .Where(source => ReferenceEquals(source.Backend, backend))
            .SelectMany(source => source.LookupKeys)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var turn = Turns.GetValue(backend, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var started = _clock.GetTimestamp();
            var tooLate = $"context deadline exceeded (backend {backend.Name} took longer than {DurationText.Format(timeout)})";
            var (reading, reason) = await BoundedRead.RunAsync(
                end => backend.ReadAsync(lookupKeys, end), tooLate, timeout, _clock, stop).ConfigureAwait(false);
            return new Outcome(reading, reason, _clock.GetElapsedTime(started));
        }
        finally
        {
            turn.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Starting backend fetch")]
    private partial void LogStarting(string prefix, int key_count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Backend fetch completed")]
    private partial void LogCompleted(string prefix, int key_count, long fetch_duration_ms, int value_count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backend fetch failed")]
    private partial void LogFailed(string prefix, int key_count, long fetch_duration_ms, long total_duration_ms, ErrorText? error);

    private sealed record Outcome(KeyReading? Reading, ErrorText? Reason, TimeSpan Duration)
    {
        private readonly Dictionary<string, KeySnapshot> _snapshots = [];

        /// <summary>Many resources ask for the same keys: they share one snapshot.</summary>
        public KeySnapshot Select(IReadOnlyList<string> lookupKeys, string prefix)
        {
            var question = string.Join('\n', lookupKeys.Prepend(prefix));
            if (!_snapshots.TryGetValue(question, out var snapshot))
            {
                var secrets = new HashSet<string>(StringComparer.Ordinal);
                var keys = WithoutPrefix(Reading!, lookupKeys, prefix, secrets);
                snapshot = KeySnapshot.Create(keys, secrets, Reading!.MakesFilesPrivate);
                _snapshots.Add(question, snapshot);
            }

            return snapshot;
        }

        // Lookup keys match as text, so the prefix /app may bring /apple along: it belongs to somebody else. Where a backend writes the
        // prefix otherwise, keys have their whole names: the original takes the prefix away as text.
        private static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> WithoutPrefix(
            KeyReading reading, IReadOnlyList<string> lookupKeys, string prefix, HashSet<string> secrets)
        {
            var selected = reading.Select(lookupKeys);
            if (prefix == KeyPath.Root && selected.Keys.All(KeyPath.IsClean))
            {
                // They have their names already.
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
    }
}
