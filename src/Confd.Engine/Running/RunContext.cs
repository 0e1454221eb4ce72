using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The services that all parts of a run share.</summary>
/// <param name="Clock">Measures time and wakes loops.</param>
/// <param name="Logger">Logs what happens.</param>
/// <param name="Observer">Notified of what happens.</param>
/// <param name="Progress">Notified of the progress of the loop.</param>
internal sealed record RunContext(TimeProvider Clock, ILogger Logger, IRunObserver Observer, LoopProgress Progress)
{
    /// <summary>The turns of the sources that are read: one reading of each at a time, whichever cycle begins it.</summary>
    public ConditionalWeakTable<object, SemaphoreSlim> Turns { get; } = [];

    /// <summary>Waits a random part of the splay before the first cycle of a daemon.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task WaitForSplayAsync(EngineOptions options, CancellationToken stop)
    {
        var splay = options.Splay * options.Update.Random();
        Progress.Waiting(splay);
        return Task.Delay(splay, Clock, stop);
    }
}
