using Confd.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Flags;
using Confd.Engine.Running;
using Confd.Engine.Updating;

namespace Confd.Engine.Observing;

/// <summary>Combines several observers; each is notified in turn.</summary>
internal sealed class Observers(params IReadOnlyList<IRunObserver> all) : IRunObserver
{
    public void FileSyncing(string label) => Notify(observer => observer.FileSyncing(label));

    public void StageCleanupFailed() => Notify(observer => observer.StageCleanupFailed());

    public void CommandEnded(CommandKind kind, string label, TimeSpan duration, bool succeeded) =>
        Notify(observer => observer.CommandEnded(kind, label, duration, succeeded));

    public void Started(EngineMode mode, EngineOptions options) => Notify(observer => observer.Started(mode, options));

    public void Loaded(LoadedResources loaded) => Notify(observer => observer.Loaded(loaded));

    public void ResourcesLoaded(int count) => Notify(observer => observer.ResourcesLoaded(count));

    public void KeysWatched(int count) => Notify(observer => observer.KeysWatched(count));

    public void BackendRead(IKeyBackend backend, KeyReading? reading, string? failure, TimeSpan duration) =>
        Notify(observer => observer.BackendRead(backend, reading, failure, duration));

    public void BackendWatched(IKeyBackend backend, bool isWatched, TimeSpan? untilPoll) =>
        Notify(observer => observer.BackendWatched(backend, isWatched, untilPoll));

    public void KeysChanged(IKeyBackend backend, IReadOnlySet<string> keys) => Notify(observer => observer.KeysChanged(backend, keys));

    public void WatchBroken(IKeyBackend backend, string failure) => Notify(observer => observer.WatchBroken(backend, failure));

    public void FlagsRead(FlagOrigin origin, string? failure) => Notify(observer => observer.FlagsRead(origin, failure));

    public void FileProcessed(string label, TimeSpan duration, bool succeeded) =>
        Notify(observer => observer.FileProcessed(label, duration, succeeded));

    public void ResourceProcessed(string path, ResourceOutcome outcome) => Notify(observer => observer.ResourceProcessed(path, outcome));

    public void ReloadFailed(string path, UpdateFailure failure) => Notify(observer => observer.ReloadFailed(path, failure));

    public void BatchEnded(int succeeded, int failed) => Notify(observer => observer.BatchEnded(succeeded, failed));

    public void CycleEnded(IReadOnlySet<string> pending) => Notify(observer => observer.CycleEnded(pending));

    public void Waiting(Func<string, TimeSpan?> timeToNext) => Notify(observer => observer.Waiting(timeToNext));

    private void Notify(Action<IRunObserver> notify)
    {
        foreach (var observer in all)
        {
            notify(observer);
        }
    }
}
