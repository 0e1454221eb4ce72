using Confd.Engine.Resources;
using Confd.Engine.State;

namespace Confd.Engine.Updating;

/// <summary>
/// The pending reloads, and since when they are due, by resource and file, and when each last succeeded. It lives as long as the daemon,
/// across reloads of the resources. An announced reload is noted in the state folder before a file is replaced, until its service has been
/// notified: a program that dies in between leaves the note for the next one.
/// </summary>
/// <param name="notes">The reloads that earlier runs left, and that this run would leave.</param>
/// <param name="clock">Measures times, independent of the calendar.</param>
internal sealed class PendingReloads(ReloadNotes notes, TimeProvider clock)
{
    // There is no limit to the files of a `for_each`: those that need not wait anymore are removed.
    private const int MinToTidy = 256;

    private readonly long _origin = clock.GetTimestamp();
    private readonly Dictionary<(string Resource, string File), PendingReload> _pending = [];
    private readonly Dictionary<(string Resource, string File), PendingReload?> _announcedOver = [];
    private readonly Dictionary<string, Success> _lastSuccess = new(StringComparer.Ordinal);
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    private int _tidyAt = MinToTidy;

    /// <summary>The pending reloads that this run has tried or postponed.</summary>
    public IEnumerable<PendingReload> Pending => _pending.Values.Where(reload => reload.IsTried);

    /// <summary>The files whose reloads are due without another trigger.</summary>
    public IReadOnlyList<TargetFile> Due => [.. _pending.Values.Where(reload => reload.DueAt <= Now).Select(reload => reload.File)];

    /// <summary>The time until the first reload is due; null where all need another trigger.</summary>
    public TimeSpan? TimeToNext => _pending.Values.Min(reload => reload.DueAt) is { } due ? Until(due) : null;

    /// <summary>The number of files that are remembered.</summary>
    internal int Count => _lastSuccess.Count + _pending.Count;

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>The reload that is pending for a file, even by an earlier run; null for none.</summary>
    public PendingReload? Find(TargetFile file)
    {
        Load(file.Resource);
        return _pending.GetValueOrDefault(KeyOf(file));
    }

    /// <summary>The reloads that are pending for a resource and wait for its next cycle, even by earlier runs of the program.</summary>
    public IReadOnlyList<PendingReload> FindLeft(Resource resource)
    {
        Load(resource);
        return [.. _pending.Values.Where(reload => reload.DueAt is null && reload.File.Resource.Path == resource.Path)];
    }

    /// <summary>How long a reload still has to wait for <c>min_reload_interval</c>; zero where it may run.</summary>
    public TimeSpan TimeToWait(TargetFile file) =>
        _lastSuccess.TryGetValue(file.FullPath, out var last) ? Until(last.At + file.Resource.MinReloadInterval) : TimeSpan.Zero;

    /// <summary>How long a reload still has to wait for <c>reload_splay</c>; zero where it may run.</summary>
    public TimeSpan TimeToSplay(TargetFile file) =>
        Find(file) is { IsSplayed: true, DueAt: { } due } ? Until(due) : TimeSpan.Zero;

    /// <summary>Notes, before a file is replaced or removed, that a reload will be pending.</summary>
    /// <param name="file">The file whose service has to be notified.</param>
    /// <param name="stagePath">The value of <c>{{.src}}</c>.</param>
    public void Announce(TargetFile file, string stagePath)
    {
        var before = Find(file);
        _announcedOver[KeyOf(file)] = before;
        Note((before ?? new PendingReload(file, stagePath)) with { File = file, StagePath = stagePath });
    }

    /// <summary>Withdraws an announcement: the file is unchanged, and a reload that was pending before still is.</summary>
    public void Withdraw(TargetFile file)
    {
        if (!_announcedOver.Remove(KeyOf(file), out var before))
        {
            return;
        }

        if (before is null)
        {
            Forget(file);
        }
        else
        {
            Note(before);
        }
    }

    /// <summary>Notes that a reload failed or was postponed.</summary>
    /// <param name="file">The file whose service has not been notified.</param>
    /// <param name="stagePath">The value of <c>{{.src}}</c>.</param>
    /// <param name="delay">When it is retried without another trigger, from now; null for not before the next cycle of its
    /// resource.</param>
    /// <param name="isSplayed">True where the delay is the random splay.</param>
    public void Postpone(TargetFile file, string stagePath, TimeSpan? delay, bool isSplayed = false)
    {
        var key = KeyOf(file);
        _announcedOver.Remove(key);
        _pending[key] = new PendingReload(file, stagePath)
        {
            DueAt = Now + delay,
            IsTried = true,
            IsSplayed = isSplayed,
            IsNoted = _pending.GetValueOrDefault(key)?.IsNoted == true,
        };
    }

    /// <summary>Notes that a reload succeeded: it is no longer pending.</summary>
    public void Succeeded(TargetFile file)
    {
        Forget(file);
        _lastSuccess.Remove(file.FullPath);
        if (file.Resource.MinReloadInterval > TimeSpan.Zero)
        {
            _lastSuccess[file.FullPath] = new Success(Now, file.Resource.MinReloadInterval);
            Tidy();
        }
    }

    /// <summary>Removes a reload whose service is gone.</summary>
    public void Forget(TargetFile file)
    {
        DropNote(file);
        _announcedOver.Remove(KeyOf(file));
        _pending.Remove(KeyOf(file));
    }

    /// <summary>Removes the note, so that the next run does not run the reload.</summary>
    public void DropNote(TargetFile file)
    {
        if (_pending.GetValueOrDefault(KeyOf(file)) is { IsNoted: true } reload)
        {
            notes.Delete(file);
            _pending[KeyOf(file)] = reload with { IsNoted = false };
        }
    }

    /// <summary>Uses other resources: each keeps its pending reload, with its current command; one whose file was missing in two
    /// readings in a row loses it. During one of them a deployment may be in progress in the folder.</summary>
    /// <param name="resources">The current resources.</param>
    /// <param name="areReadAgain">False where some have only been added.</param>
    /// <returns>The files of those that are gone.</returns>
    public IReadOnlyList<TargetFile> KeepOnly(IReadOnlyList<Resource> resources, bool areReadAgain)
    {
        var gone = new List<TargetFile>();
        foreach (var (key, reload) in _pending.ToArray())
        {
            var old = reload.File;
            if (resources.FirstOrDefault(resource => resource.Path == old.Resource.Path) is { } now)
            {
                _pending[key] = reload with { File = old with { Resource = now } };
            }
            else if (areReadAgain && !File.Exists(old.Resource.Path))
            {
                gone.Add(old);
            }
        }

        if (areReadAgain)
        {
            var former = _missing.ToHashSet(StringComparer.Ordinal);
            _missing.Clear();
            _missing.UnionWith(gone.Select(file => file.Resource.Path));
            gone.RemoveAll(file => !former.Contains(file.Resource.Path));
        }

        gone.ForEach(Forget);
        return gone;
    }

    private static (string Resource, string File) KeyOf(TargetFile file) => (file.Resource.Path, file.FullPath);

    private TimeSpan Until(TimeSpan time) => time > Now ? time - Now : TimeSpan.Zero;

    private void Note(PendingReload reload) =>
        _pending[KeyOf(reload.File)] = reload with { IsNoted = notes.Write(reload.File, reload.StagePath) || reload.IsNoted };

    // Once for each resource, at its first call.
    private void Load(Resource resource)
    {
        if (_resources.Add(resource.Path))
        {
            foreach (var note in notes.Left[Path.GetFullPath(resource.Path)])
            {
                var file = new TargetFile(resource, note.Destination, note.Origin);
                _pending[KeyOf(file)] = new PendingReload(file, note.StagePath) { IsNoted = true };
            }
        }
    }

    private void Tidy()
    {
        if (_lastSuccess.Count < _tidyAt)
        {
            return;
        }

        var now = Now;
        foreach (var (destination, success) in _lastSuccess)
        {
            if (now - success.At >= success.Interval)
            {
                _lastSuccess.Remove(destination);
            }
        }

        _tidyAt = Math.Max(MinToTidy, _lastSuccess.Count * 2);
    }

    private readonly record struct Success(TimeSpan At, TimeSpan Interval);
}
