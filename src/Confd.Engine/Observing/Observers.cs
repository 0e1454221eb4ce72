using Confd.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Flags;
using Confd.Engine.Running;
using Confd.Engine.Updating;

namespace Confd.Engine.Observing;

/// <summary>Several observers as one, each told in turn.</summary>
internal sealed class Observers(params IReadOnlyList<IRunObserver> all) : IRunObserver
{
    public void FileSyncing(string label) => Tell(observer => observer.FileSyncing(label));

    public void StageCleanupFailed() => Tell(observer => observer.StageCleanupFailed());

    public void CommandEnded(CommandKind kind, string label, TimeSpan duration, bool succeeded) =>
        Tell(observer => observer.CommandEnded(kind, label, duration, succeeded));

    public void Started(EngineMode mode, EngineOptions options) => Tell(observer => observer.Started(mode, options));

    public void Loaded(LoadedResources loaded) => Tell(observer => observer.Loaded(loaded));

    public void ResourcesLoaded(int count) => Tell(observer => observer.ResourcesLoaded(count));

    public void KeysWatched(int count) => Tell(observer => observer.KeysWatched(count));

    public void BackendRead(IKeyBackend backend, KeyReading? reading, string? failure, TimeSpan duration) =>
        Tell(observer => observer.BackendRead(backend, reading, failure, duration));

    public void BackendWatched(IKeyBackend backend, bool isWatched, TimeSpan? untilPoll) =>
        Tell(observer => observer.BackendWatched(backend, isWatched, untilPoll));

    public void KeysChanged(IKeyBackend backend, IReadOnlySet<string> keys) => Tell(observer => observer.KeysChanged(backend, keys));

    public void WatchBroken(IKeyBackend backend, string failure) => Tell(observer => observer.WatchBroken(backend, failure));

    public void FlagsRead(FlagOrigin origin, string? failure) => Tell(observer => observer.FlagsRead(origin, failure));

    public void FileProcessed(string label, TimeSpan duration, bool succeeded) =>
        Tell(observer => observer.FileProcessed(label, duration, succeeded));

    public void ResourceProcessed(string path, ResourceOutcome outcome) => Tell(observer => observer.ResourceProcessed(path, outcome));

    public void ReloadFailed(string path, UpdateFailure failure) => Tell(observer => observer.ReloadFailed(path, failure));

    public void BatchEnded(int succeeded, int failed) => Tell(observer => observer.BatchEnded(succeeded, failed));

    public void CycleEnded(IReadOnlySet<string> owed) => Tell(observer => observer.CycleEnded(owed));

    public void Waiting(Func<string, TimeSpan?> timeToNext) => Tell(observer => observer.Waiting(timeToNext));

    private void Tell(Action<IRunObserver> tell)
    {
        foreach (var observer in all)
        {
            tell(observer);
        }
    }
}
