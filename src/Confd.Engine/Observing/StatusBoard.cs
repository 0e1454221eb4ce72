using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Running;
using Confd.Engine.Updating;

namespace Confd.Engine.Observing;

/// <summary>Keeps the status of an engine. Readers take no lock: they get the snapshot that was published
/// last.</summary>
/// <remarks>Updated by the engine. A program that shows no status creates no board and has no overhead.</remarks>
/// <param name="clock">The clock for the times of events.</param>
/// <param name="backend">The global backend, for resources without one of their own.</param>
public sealed class StatusBoard(TimeProvider clock, BackendSection backend) : IRunObserver
{
    // A cycle of many resources shows its progress, but one snapshot of all of them for each would be quadratic.
    private static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, ResourceStatus> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedReloads = new(StringComparer.Ordinal);
    private readonly SourceBoard _sources = new(clock, backend);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EngineStatus _building = new(0, clock.GetUtcNow());
    private EngineStatus _current = new(0, clock.GetUtcNow());
    private long _lastProgress = clock.GetTimestamp();

    /// <summary>The latest status.</summary>
    public EngineStatus Current => Volatile.Read(ref _current);

    /// <summary>Waits until there is a later snapshot than the caller's.</summary>
    /// <param name="revision">The caller's <see cref="EngineStatus.Revision"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<EngineStatus> WaitForChangeAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read before the snapshot: a snapshot published in between completes it.
            var changed = Volatile.Read(ref _changed).Task;
            if (Current is var current && current.Revision != revision)
            {
                return current;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    void IRunObserver.Started(EngineMode mode, EngineOptions options) =>
        ApplyAndPublish(() => _building = _building with { Mode = mode, Interval = options.Interval, IsNoop = options.Update.Noop });

    void IRunObserver.Loaded(LoadedResources loaded) => ApplyAndPublish(() =>
    {
        _building = _building with
        {
            BrokenFiles =
                [.. loaded.Problems.Select(problem => problem.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        if (loaded.AllBroken)
        {
            // The resources that were loaded before remain in use.
            return;
        }

        var known = _resources.ToDictionary(StringComparer.Ordinal);
        _resources.Clear();
        foreach (var opened in loaded.Opened)
        {
            var resource = opened.Resource;
            var status = known.GetValueOrDefault(resource.Path) ?? new ResourceStatus(resource.Path, "", "", ResourceState.Waiting);
            _resources[resource.Path] = status with { Destination = resource.Destination, Backend = _sources.NameOf(opened) };
        }

        _sources.Loaded(loaded.Opened);
    });

    void IRunObserver.BackendRead(IKeyBackend source, KeyReading? reading, string? failure, TimeSpan duration) =>
        Apply(() => _sources.BackendRead(source, reading, failure, duration));

    void IRunObserver.BackendWatched(IKeyBackend source, bool isWatched, TimeSpan? untilPoll) =>
        ApplyAndPublish(() => _sources.BackendWatched(source, isWatched, untilPoll));

    void IRunObserver.KeysChanged(IKeyBackend source, IReadOnlySet<string> keys) => ApplyAndPublish(
        () => _sources.KeysChanged(source, keys));

    void IRunObserver.WatchBroken(IKeyBackend source, string failure) => ApplyAndPublish(() => _sources.WatchBroken(source, failure));

    // Flags that are followed are also read between cycles.
    void IRunObserver.FlagsRead(FlagOrigin origin, string? failure) => ApplyAndPublish(() => _sources.FlagsRead(origin, failure));

    void IRunObserver.ResourceProcessed(string path, ResourceOutcome outcome)
    {
        Apply(() =>
        {
            var now = clock.GetUtcNow();
            var status = _resources.GetValueOrDefault(path);
            if (status is null)
            {
                return;
            }

            _failedReloads.Remove(path);
            _resources[path] = status with
            {
                State = outcome.State,
                ProcessedAt = now,
                ChangedAt = outcome.State == ResourceState.Changed ? now : status.ChangedAt,
            };
            foreach (var failure in outcome.Failures)
            {
                Fail(path, failure.Failure);
            }
        });
        if (clock.GetElapsedTime(_lastProgress) >= ProgressPause)
        {
            Publish();
        }
    }

    void IRunObserver.ReloadFailed(string path, UpdateFailure failure) => Apply(() => Fail(path, failure));

    void IRunObserver.CycleEnded(IReadOnlySet<string> pending) => ApplyAndPublish(() =>
    {
        foreach (var (path, status) in _resources.ToArray())
        {
            var isPending = pending.Contains(path);
            var isRecovered = !isPending && _failedReloads.Remove(path);
            if (isRecovered || isPending != status.IsReloadPending)
            {
                _resources[path] = status with { IsReloadPending = isPending, State = isRecovered ? ResourceState.InSync : status.State };
            }
        }
    });

    void IRunObserver.Waiting(Func<string, TimeSpan?> timeToNext)
    {
        var isNew = false;
        Apply(() =>
        {
            var now = clock.GetUtcNow();
            foreach (var (path, status) in _resources.ToArray())
            {
                var next = now + timeToNext(path);
                if (!IsAbout(next, status.NextAt))
                {
                    isNew = true;
                    _resources[path] = status with { NextAt = next };
                }
            }
        });
        if (isNew)
        {
            Publish();
        }
    }

    // The same moment, computed once more from a monotonic clock and one that returns the time of day.
    private static bool IsAbout(DateTimeOffset? next, DateTimeOffset? known) =>
        next is { } left && known is { } right ? (left - right).Duration() < TimeSpan.FromSeconds(1) : next == known;

    private void Fail(string path, UpdateFailure failure)
    {
        if (_resources.GetValueOrDefault(path) is not { } status)
        {
            return;
        }

        if (failure.IsReload)
        {
            _failedReloads.Add(path);
        }
        else
        {
            _failedReloads.Remove(path);
        }

        _resources[path] = status with
        {
            State = ResourceState.Failed,
            LastFailure = new StatusFailure(
            failure.Summary ?? failure.Reason, clock.GetUtcNow())
        };
    }

    private void Apply(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    private void ApplyAndPublish(Action change)
    {
        lock (_lock)
        {
            change();
            Publish();
        }
    }

    private void Publish()
    {
        lock (_lock)
        {
            _lastProgress = clock.GetTimestamp();
            _building = _building with
            {
                Revision = _building.Revision + 1,
                Resources = [.. _resources.Values.Select(WithPoll)],
                Backends = _sources.Backends(),
                FlagSources = _sources.Flags(),
                Changes = _sources.Changes(),
            };
            Volatile.Write(ref _current, _building);
            Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    private ResourceStatus WithPoll(ResourceStatus status) =>
        status.NextAt is null ? status with { NextAt = _sources.NextPollOf(status.Path) } : status;
}
