using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Updating;

namespace Confd.Engine.Running;

/// <summary>Notified of what happens while the engine runs: for metrics and the status page. Must not throw.</summary>
internal interface IRunObserver : IUpdateObserver
{
    /// <summary>A run begins.</summary>
    void Started(EngineMode mode, EngineOptions options)
    {
    }

    /// <summary>The resources have been read.</summary>
    void Loaded(LoadedResources loaded)
    {
    }

    /// <summary>Called with the number of resources that are processed from now on.</summary>
    void ResourcesLoaded(int count)
    {
    }

    /// <summary>Called with the number of watched keys: a key of two resources counts twice.</summary>
    void KeysWatched(int count)
    {
    }

    /// <summary>A backend has been read.</summary>
    void BackendRead(IKeyBackend backend, KeyReading? reading, string? failure, TimeSpan duration)
    {
    }

    /// <summary>A backend reports changes itself, or is polled.</summary>
    void BackendWatched(IKeyBackend backend, bool isWatched, TimeSpan? untilPoll)
    {
    }

    /// <summary>A backend has reported which keys changed.</summary>
    void KeysChanged(IKeyBackend backend, IReadOnlySet<string> keys)
    {
    }

    /// <summary>A watch has broken.</summary>
    void WatchBroken(IKeyBackend backend, string failure)
    {
    }

    /// <summary>A source of flags has been read.</summary>
    void FlagsRead(FlagOrigin origin, string? failure)
    {
    }

    /// <summary>One file has been processed.</summary>
    void FileProcessed(string label, TimeSpan duration, bool succeeded)
    {
    }

    /// <summary>A resource with all its files has been processed.</summary>
    void ResourceProcessed(string path, ResourceOutcome outcome)
    {
    }

    /// <summary>A reload that was pending, or that several resources share, has failed.</summary>
    void ReloadFailed(string path, UpdateFailure failure)
    {
    }

    /// <summary>A polling cycle, a single run or a batch of changes has ended.</summary>
    void BatchEnded(int succeeded, int failed)
    {
    }

    /// <summary>A cycle, or a round of pending reloads, has ended.</summary>
    /// <param name="pending">The resource files whose reloads are pending.</param>
    void CycleEnded(IReadOnlySet<string> pending)
    {
    }

    /// <summary>The engine waits; each resource is processed at its own time, null for none.</summary>
    void Waiting(Func<string, TimeSpan?> timeToNext)
    {
    }
}
