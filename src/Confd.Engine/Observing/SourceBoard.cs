using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Running;

namespace Confd.Engine.Observing;

/// <summary>The part of <see cref="StatusBoard"/> about backends and flags. Guarded by its lock.</summary>
internal sealed class SourceBoard(TimeProvider clock, BackendSection global)
{
    // As many as a page can show; only names, so a few kilobytes.
    private const int MaxChanges = 50;

    private readonly Queue<ChangedKey> _changes = new(MaxChanges);
    private readonly OrderedDictionary<IKeyBackend, BackendStatus> _backends = new(ReferenceEqualityComparer.Instance);
    private readonly OrderedDictionary<FlagOrigin, FlagSourceStatus> _flags = [];
    private readonly Dictionary<string, IKeyBackend[]> _backendsOfResource = new(StringComparer.Ordinal);

    /// <summary>The names of a resource's backends.</summary>
    public string NameOf(OpenedResource opened)
    {
        return string.Join(", ", opened.Sources.Select(source => source.Name.Length > 0 ? source.Name : NameOf(source.Section ?? global)));

        static string NameOf(BackendSection settings) => settings.Source is { } source ? $"{settings.Name} {source}" : settings.Name;
    }

    /// <summary>Sets the backends and flag sources to those of these resources.</summary>
    public void Loaded(IReadOnlyList<OpenedResource> resources)
    {
        var backends = _backends.ToArray();
        _backends.Clear();
        _backendsOfResource.Clear();
        var sources = resources.SelectMany(opened => opened.Sources.Select(source => (opened.Resource.Path, Source: source)));
        foreach (var group in sources.GroupBy(use => use.Source.Backend).OrderBy(group => group.First().Source.Section is null ? 0 : 1))
        {
            var settings = group.First().Source.Section ?? global;
            var known = backends.FirstOrDefault(entry => ReferenceEquals(entry.Key, group.Key)).Value;
            var status = known ?? new BackendStatus(settings.Name, settings.Source, settings.SourceList);
            _backends[group.Key] = status with { Resources = group.Count() };
            foreach (var (path, _) in group)
            {
                _backendsOfResource[path] = [.. _backendsOfResource.GetValueOrDefault(path) ?? [], group.Key];
            }
        }

        var flags = _flags.ToDictionary();
        _flags.Clear();
        foreach (var group in resources.Where(opened => opened.Resource.Flags is not null).GroupBy(opened => opened.Resource.Flags!.Origin))
        {
            _flags[group.Key] = (
                flags.GetValueOrDefault(group.Key) ?? new FlagSourceStatus(group.Key.ToString())) with
            { Resources = group.Count() };
        }
    }

    public void KeysChanged(IKeyBackend backend, IReadOnlySet<string> keys)
    {
        if (!_backends.TryGetValue(backend, out var status))
        {
            return;
        }

        var now = clock.GetUtcNow();
        var name = status.Table is { } table ? $"{status.Name} {table}" : status.Name;
        foreach (var key in keys.Order(StringComparer.Ordinal).Take(MaxChanges))
        {
            if (_changes.Count == MaxChanges)
            {
                _changes.Dequeue();
            }

            _changes.Enqueue(new ChangedKey(now, name, key));
        }
    }

    /// <summary>The latest changes, the newest first.</summary>
    public IReadOnlyList<ChangedKey> Changes() => [.. _changes.Reverse()];

    public void BackendRead(IKeyBackend backend, KeyReading? reading, string? failure, TimeSpan duration) =>
        Update(backend, status => status with
        {
            IsHealthy = failure is null,
            Items = reading?.Count ?? (failure is null ? null : status.Items),
            ReadAt = clock.GetUtcNow(),
            ReadDuration = duration,
            LastFailure = FailureOr(status.LastFailure, failure),
        });

    public void BackendWatched(IKeyBackend backend, bool isWatched, TimeSpan? untilPoll) => Update(backend, status => status with
    {
        IsWatched = isWatched,
        NextPollAt = clock.GetUtcNow() + untilPoll,
    });

    public void WatchBroken(IKeyBackend backend, string failure) => Update(backend, status => status with
    {
        IsWatched = false,
        IsHealthy = false,
        LastFailure = FailureOr(status.LastFailure, failure),
    });

    public void FlagsRead(FlagOrigin origin, string? failure)
    {
        if (_flags.TryGetValue(origin, out var status))
        {
            _flags[origin] = status with
            {
                IsHealthy = failure is null,
                ReadAt = clock.GetUtcNow(),
                LastFailure = FailureOr(status.LastFailure, failure),
            };
        }
    }

    /// <summary>When the first of a resource's backends is polled next, unless the engine's loop polls it.</summary>
    public DateTimeOffset? NextPollOf(string path) =>
        _backendsOfResource.GetValueOrDefault(path)?.Min(backend => _backends.GetValueOrDefault(backend)?.NextPollAt);

    /// <summary>A copy of the backends.</summary>
    public IReadOnlyList<BackendStatus> Backends() => [.. _backends.Values];

    /// <summary>A copy of the flag sources.</summary>
    public IReadOnlyList<FlagSourceStatus> Flags() => [.. _flags.Values];

    private StatusFailure? FailureOr(StatusFailure? last, string? failure) =>
        failure is null ? last : new StatusFailure(failure, clock.GetUtcNow());

    private void Update(IKeyBackend backend, Func<BackendStatus, BackendStatus> change)
    {
        if (_backends.TryGetValue(backend, out var status))
        {
            _backends[backend] = change(status);
        }
    }
}
