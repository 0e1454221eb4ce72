using Confd.Engine.Resources;
using Confd.Engine.State;

namespace Confd.Engine.Updating;

/// <summary>
/// The book of reloads: which are owed and since when due, by resource and file, and when one succeeded last. It lives as long as the
/// daemon, across reloads of the resources. What is announced is noted in the state folder before a file is replaced, until its service
/// knows: a program that dies in between leaves the note for the next one.
/// </summary>
/// <param name="notes">What earlier runs owe, and what this one would leave.</param>
/// <param name="clock">Times are measured, not read off the calendar.</param>
internal sealed class OwedReloads(ReloadNotes notes, TimeProvider clock)
{
    // Files come and go with the names of a `for_each`: those that need not wait any more are forgotten.
    private const int LeastToTidy = 256;

    private readonly long _origin = clock.GetTimestamp();
    private readonly Dictionary<(string Resource, string File), OwedReload> _owed = [];
    private readonly Dictionary<(string Resource, string File), OwedReload?> _announcedOver = [];
    private readonly Dictionary<string, Success> _lastSuccess = new(StringComparer.Ordinal);
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    private int _tidyAt = LeastToTidy;

    /// <summary>What this run owes and has tried or put off.</summary>
    public IEnumerable<OwedReload> Pending => _owed.Values.Where(owed => owed.IsTried);

    /// <summary>The files whose reloads need not wait for another occasion.</summary>
    public IReadOnlyList<TargetFile> Due => [.. _owed.Values.Where(owed => owed.DueAt <= Now).Select(owed => owed.File)];

    /// <summary>The time until the first reload is due; null where none is by itself.</summary>
    public TimeSpan? TimeToNext => _owed.Values.Min(owed => owed.DueAt) is { } due ? Until(due) : null;

    /// <summary>How many files are remembered.</summary>
    internal int Count => _lastSuccess.Count + _owed.Count;

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>The reload that is owed for a file, by an earlier run too; null for none.</summary>
    public OwedReload? Find(TargetFile file)
    {
        Load(file.Resource);
        return _owed.GetValueOrDefault(KeyOf(file));
    }

    /// <summary>What is owed for a resource and waits for its next cycle: by earlier runs of the program too.</summary>
    public IReadOnlyList<OwedReload> FindLeft(Resource resource)
    {
        Load(resource);
        return [.. _owed.Values.Where(owed => owed.DueAt is null && owed.File.Resource.Path == resource.Path)];
    }

    /// <summary>How long a reload has still to wait for <c>min_reload_interval</c>; zero where it may run.</summary>
    public TimeSpan TimeToWait(TargetFile file) =>
        _lastSuccess.TryGetValue(file.FullPath, out var last) ? Until(last.At + file.Resource.MinReloadInterval) : TimeSpan.Zero;

    /// <summary>How long a reload has still to wait by chance; zero where it may run.</summary>
    public TimeSpan TimeToSplay(TargetFile file) =>
        Find(file) is { IsSplayed: true, DueAt: { } due } ? Until(due) : TimeSpan.Zero;

    /// <summary>Notes, before a file is replaced or removed, that a reload will be owed.</summary>
    /// <param name="file">Whose service is to hear of it.</param>
    /// <param name="stagePath">What <c>{{.src}}</c> stands for.</param>
    public void Announce(TargetFile file, string stagePath)
    {
        var before = Find(file);
        _announcedOver[KeyOf(file)] = before;
        Note((before ?? new OwedReload(file, stagePath)) with { File = file, StagePath = stagePath });
    }

    /// <summary>Takes an announcement back: the file is as it was, and what was owed before still is.</summary>
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

    /// <summary>A reload failed or was put off.</summary>
    /// <param name="file">Whose service does not know.</param>
    /// <param name="stagePath">What <c>{{.src}}</c> stands for.</param>
    /// <param name="delay">When it is tried without any other occasion, from now; null for not before the next cycle of its
    /// resource.</param>
    /// <param name="isSplayed">True where it waits by chance.</param>
    public void Owe(TargetFile file, string stagePath, TimeSpan? delay, bool isSplayed = false)
    {
        var key = KeyOf(file);
        _announcedOver.Remove(key);
        _owed[key] = new OwedReload(file, stagePath)
        {
            DueAt = Now + delay,
            IsTried = true,
            IsSplayed = isSplayed,
            IsNoted = _owed.GetValueOrDefault(key)?.IsNoted == true,
        };
    }

    /// <summary>A reload succeeded: nothing is owed any more.</summary>
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

    /// <summary>There is nobody to tell any more.</summary>
    public void Forget(TargetFile file)
    {
        DropNote(file);
        _announcedOver.Remove(KeyOf(file));
        _owed.Remove(KeyOf(file));
    }

    /// <summary>Leaves nothing of what is owed to the next run.</summary>
    public void DropNote(TargetFile file)
    {
        if (_owed.GetValueOrDefault(KeyOf(file)) is { IsNoted: true } owed)
        {
            notes.Delete(file);
            _owed[KeyOf(file)] = owed with { IsNoted = false };
        }
    }

    /// <summary>Takes over other resources: each owes what it owed, by its command of now, and one whose file has been gone at two
    /// readings in a row owes nothing. At one of them a deployment may be at work in the folder.</summary>
    /// <param name="resources">Those at work.</param>
    /// <param name="areReadAnew">False where some have only joined the others.</param>
    /// <returns>The files of those that are gone.</returns>
    public IReadOnlyList<TargetFile> KeepOnly(IReadOnlyList<Resource> resources, bool areReadAnew)
    {
        var gone = new List<TargetFile>();
        foreach (var (key, owed) in _owed.ToArray())
        {
            var old = owed.File;
            if (resources.FirstOrDefault(resource => resource.Path == old.Resource.Path) is { } now)
            {
                _owed[key] = owed with { File = old with { Resource = now } };
            }
            else if (areReadAnew && !File.Exists(old.Resource.Path))
            {
                gone.Add(old);
            }
        }

        if (areReadAnew)
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

    private void Note(OwedReload owed) =>
        _owed[KeyOf(owed.File)] = owed with { IsNoted = notes.Write(owed.File, owed.StagePath) || owed.IsNoted };

    // Once for each resource, when it first asks.
    private void Load(Resource resource)
    {
        if (_resources.Add(resource.Path))
        {
            foreach (var note in notes.Left[Path.GetFullPath(resource.Path)])
            {
                var file = new TargetFile(resource, note.Destination, note.Origin);
                _owed[KeyOf(file)] = new OwedReload(file, note.StagePath) { IsNoted = true };
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

        _tidyAt = Math.Max(LeastToTidy, _lastSuccess.Count * 2);
    }

    private readonly record struct Success(TimeSpan At, TimeSpan Interval);
}
