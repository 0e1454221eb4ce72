using Confd.Engine.Running;

namespace Confd.Engine.Observing;

/// <summary>Returns the memory of a finished cycle to the system before a daemon waits.</summary>
/// <remarks>
/// A cycle reads all keys again and drops them. By default the collector lets the garbage of several cycles accumulate, most of all
/// large arrays, and keeps the memory. A collection pauses all threads of the process: only for a program that does nothing else.
/// </remarks>
internal sealed class HeapTrim : IRunObserver
{
    // Less is not worth a collection: a cycle of a few files, or a change of one watched key.
    private const long MinBytes = 1024 * 1024;

    private long _allocated;

    void IRunObserver.Waiting(Func<string, TimeSpan?> timeToNext)
    {
        if (GC.GetTotalAllocatedBytes() - _allocated < MinBytes)
        {
            return;
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _allocated = GC.GetTotalAllocatedBytes();
    }
}
